export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** Both bounds included. */
  integer(lowest: number, highest: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  hex(length: number): string
}

/** A mulberry32 stream: the same seed gives the same sequence on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  function integer(lowest: number, highest: number): number {
    return lowest + Math.floor(next() * (highest - lowest + 1))
  }
  function pick<Item>(items: readonly Item[]): Item {
    const item = items[integer(0, items.length - 1)]
    if (item === undefined) throw new Error('Cannot pick from an empty list')
    return item
  }
  function hex(length: number): string {
    return Array.from({ length }, () => integer(0, 15).toString(16)).join('')
  }
  return { next, integer, pick, hex, chance: (probability) => next() < probability }
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash >>> 0
}
