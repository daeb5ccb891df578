/** Readers for arguments that the schema check has already seen: a wrong type cannot get here. */

import { isRecord } from '../../web/json.ts'
import type { Arguments } from './context.ts'

export function readText(input: Arguments, name: string): string | undefined {
  const value = input[name]
  return typeof value === 'string' ? value : undefined
}

export function requireText(input: Arguments, name: string): string {
  const value = readText(input, name)
  if (value === undefined) throw new Error(`The schema lets ${name} be absent`)
  return value
}

export function readNumber(input: Arguments, name: string): number | undefined {
  const value = input[name]
  return typeof value === 'number' ? value : undefined
}

export function readRecord(input: Arguments, name: string): Arguments | undefined {
  const value = input[name]
  return isRecord(value) ? value : undefined
}
