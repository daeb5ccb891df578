/**
 * How many passwords are guessed and compared at once. argon2 takes 19 MiB and a core for each, on threads that files and
 * names need, too: a few are compared at a time, a bounded number wait, the rest is refused, and no network has the queue
 * to itself. Pages and routes of Next are module graphs of their own, so the count is the process's.
 */
import { AppError } from '#lib/errors.ts'

type Turns = { guessing: Map<string, number>; comparing: number; waiting: (() => void)[] }

const guessesMax = 10
const comparedMax = 2
const waitingMax = 50

const slot = Symbol.for('jetway.turns')
const shared = globalThis as typeof globalThis & { [slot]?: Turns }

function turns(): Turns {
  shared[slot] ??= { guessing: new Map(), comparing: 0, waiting: [] }
  return shared[slot]
}

/** Runs a guess, its wait and all, unless its network has too many under way. */
export async function asOneOfFew<T>(network: string, guess: () => Promise<T>): Promise<T> {
  const { guessing } = turns()
  const underWay = guessing.get(network) ?? 0
  if (underWay >= guessesMax) throw tooMany('Too many attempts. Try again in a minute.')
  guessing.set(network, underWay + 1)
  try {
    return await guess()
  } finally {
    const left = (guessing.get(network) ?? 1) - 1
    if (left > 0) guessing.set(network, left)
    else guessing.delete(network)
  }
}

/** Runs work with argon2 when it is its turn. Whoever ends hands the turn on. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const all = turns()
  if (all.comparing < comparedMax) all.comparing += 1
  else if (all.waiting.length < waitingMax) await new Promise<void>((resolve) => all.waiting.push(resolve))
  else throw tooMany('Too many people sign in at this moment. Try again in a minute.')
  try {
    return await work()
  } finally {
    const next = all.waiting.shift()
    if (next) next()
    else all.comparing -= 1
  }
}

function tooMany(sentence: string): AppError {
  return new AppError('limit_exceeded', sentence)
}
