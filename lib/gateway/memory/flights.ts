/**
 * What several requests wait for at the same time is done once. It belongs to nobody: whoever leaves stops waiting, and it goes
 * on for the others, under a deadline of its own.
 */
import { OutboundError } from '#lib/http/errors.ts'

export type Flights<T> = {
  /** Waits for the flight of that name, which is started if there is none. Rejects when `signal` aborts. */
  join: (name: string, start: () => Promise<T>, signal: AbortSignal) => Promise<T>
}

export function createFlights<T>(): Flights<T> {
  const flying = new Map<string, Promise<T>>()
  return {
    join: (name, start, signal) => {
      const known = flying.get(name)
      const flight = known ?? start().finally(() => flying.delete(name))
      if (!known) flying.set(name, flight)
      return untilLeft(flight, signal)
    },
  }
}

function untilLeft<T>(flight: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const leave = () => reject(new OutboundError('aborted', 'The client went away.'))
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  flight.then(resolve, reject)
  const settle = () => signal.removeEventListener('abort', leave)
  promise.then(settle, settle)
  return promise
}
