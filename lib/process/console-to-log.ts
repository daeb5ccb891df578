/**
 * Libraries write whole errors to the console, messages and all, and messages quote values. In production what they
 * write goes through the log's allow-list instead: that it happened, and where, not what it said.
 */
import { log } from '#lib/log.ts'

export function sendConsoleToLog(): void {
  console.error = (...args: unknown[]) => log.error('console', { error: args.find((arg) => arg instanceof Error) })
  console.warn = (...args: unknown[]) => log.warn('console', { error: args.find((arg) => arg instanceof Error) })
}
