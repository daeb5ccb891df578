/** Whose turn it is, first come first served. An owner keeps the turn until it gives it back. */
export type Turns = {
  take: (owner: symbol) => Promise<void>
  give: (owner: symbol) => void
  has: (owner: symbol) => boolean
}

export function createTurns(): Turns {
  let holder: symbol | null = null
  const waiting: { owner: symbol; start: () => void }[] = []

  function next(): void {
    const first = waiting.shift()
    holder = first?.owner ?? null
    first?.start()
  }

  return {
    take: (owner) => {
      if (holder === owner) return Promise.resolve()
      if (holder === null) {
        holder = owner
        return Promise.resolve()
      }
      return new Promise((start) => waiting.push({ owner, start }))
    },
    give: (owner) => {
      if (holder === owner) next()
    },
    has: (owner) => holder === owner,
  }
}
