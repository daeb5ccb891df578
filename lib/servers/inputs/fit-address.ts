/** An address and its inputs belong together: each part of its path that takes a value has an input, and none is without. Pure. */
import { AppError, invalidField } from '#lib/errors.ts'
import { placeholdersOf } from './address.ts'
import { keyOf, say } from './key-of.ts'
import type { Input } from './schema.ts'

/** What goes with an address: the inputs there are but for parts of another path, and what `suggested` has besides. */
export function fitInputs(address: string, inputs: readonly Input[], suggested: readonly Input[]): Input[] {
  const names = placeholdersOf(address)
  const kept = inputs.filter(({ location, name }) => location !== 'path' || names.includes(name))
  const keys = new Set(kept.map(keyOf))
  return [...kept, ...suggested.filter((input) => !keys.has(keyOf(input)))]
}

/** What goes into the address itself. */
export function inAddress(inputs: readonly Input[]): Input[] {
  return inputs.filter(({ location }) => location !== 'header')
}

/** Throws where they do not fit: an edit may not take away what the address needs, nor add what it has no place for. */
export function assertFit(address: string, inputs: readonly Input[]): void {
  const names = placeholdersOf(address)
  const inPath = inputs.filter(({ location }) => location === 'path')
  const missing = names.find((name) => !inPath.some((input) => input.name === name))
  if (missing !== undefined) {
    const sentence = `The address has {${missing}} in it. Change the address to take it away.`
    throw new AppError('precondition_failed', sentence)
  }
  const loose = inPath.find(({ name }) => !names.includes(name))
  if (loose)
    throw invalidField('input.name', `The address has no place for ${say(loose)}. Write it into the address first.`)
}
