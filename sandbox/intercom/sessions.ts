import { randomBytes } from 'node:crypto'

export interface Sessions {
  start(token: string): string
  /** True only for the token that started the session. */
  has(id: string, token: string): boolean
  end(id: string): void
  clear(): void
  count(): number
}

export function createSessions(): Sessions {
  const tokenById = new Map<string, string>()
  return {
    start(token) {
      const id = randomBytes(32).toString('hex')
      tokenById.set(id, token)
      return id
    },
    has: (id, token) => tokenById.get(id) === token,
    end: (id) => void tokenById.delete(id),
    clear: () => tokenById.clear(),
    count: () => tokenById.size,
  }
}
