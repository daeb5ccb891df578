/**
 * Requests that go on: calls whose answer takes its time, and GET streams, which have no end of their own. What each stands
 * on is looked up again when a notice concerns it, when its key expires, and every few seconds, once per key, since notices
 * may be lost. Must stay true: a key that is gone ends all that runs by it; a stream also ends with its connection, its tools
 * and the values it was opened with. Its client comes back and is asked again who it is.
 */
import { database } from '#lib/db/database.ts'
import { subscribe } from '#lib/events/bus.ts'
import { log } from '#lib/log.ts'
import { type KeyPrincipal, verifyKeyAgain } from '#lib/projects/verify-key.ts'
import { lookAgainMs, streamsPerKeyMax } from './limits.ts'
import type { Connected, Project } from './memory/directory.ts'
import { standsOn as standsOnKey } from './memory/principal.ts'
import { concerns, type StandsOn } from './memory/stands-on.ts'
import type { Upstream } from './memory/upstream.ts'

/** What a GET stream was opened on: one connection, or all of a project; the values once they are known. */
export type Stream = { connection: Connected | null; credential: Upstream['credential'] }

/** One request under way. Of calls only the key counts. */
export type Running = { principal: KeyPrincipal; stream: Stream | null; end: () => void }

export type Standing = {
  /** Keeps `running` in view while `work` goes on. */
  during: (running: Running, work: () => Promise<void>) => Promise<void>
  /** Whether a key has as many streams there as it may. */
  isFull: (principal: KeyPrincipal, connection: Connected | null) => boolean
  close: () => void
}

type Options = { everyMs?: number; readProject: (id: string) => Promise<Project | null> }

export function createStanding({ everyMs = lookAgainMs, readProject }: Options): Standing {
  const byKey = new Map<string, Set<Running>>()
  const looking = new Set<string>()
  const again = new Set<string>()

  /** One look per key at a time; what changed during one is seen by the next. */
  function look(keyId: string): void {
    if (looking.has(keyId)) return void again.add(keyId)
    looking.add(keyId)
    void endFallen(byKey.get(keyId), readProject)
      .catch((error: unknown) => log.warn('what a request stands on could not be looked up', { keyId, error }))
      .finally(() => {
        looking.delete(keyId)
        if (again.delete(keyId) && byKey.has(keyId)) look(keyId)
      })
  }

  const timer = setInterval(() => {
    for (const keyId of byKey.keys()) look(keyId)
    for (const entries of byKey.values()) for (const entry of entries) lookAtExpiry(entry)
  }, everyMs).unref()

  /** The others are seen by a later round. */
  function lookAtExpiry({ principal: { keyId, expiresAt } }: Running): void {
    const leftMs = expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt.getTime() - Date.now()
    if (leftMs <= everyMs) setTimeout(() => byKey.has(keyId) && look(keyId), Math.max(0, leftMs) + 1).unref()
  }

  const unsubscribe = subscribe((notice) => {
    for (const [keyId, entries] of byKey)
      if ([...entries].some((entry) => concerns(notice, standsOn(entry)))) look(keyId)
  })

  async function during(running: Running, work: () => Promise<void>): Promise<void> {
    const { keyId } = running.principal
    const entries = byKey.get(keyId) ?? new Set()
    byKey.set(keyId, entries.add(running))
    lookAtExpiry(running)
    try {
      await work()
    } finally {
      entries.delete(running)
      if (entries.size === 0) byKey.delete(keyId)
    }
  }

  function isFull({ keyId }: KeyPrincipal, connection: Connected | null): boolean {
    const streams = [...(byKey.get(keyId) ?? [])].flatMap(({ stream }) => stream ?? [])
    return streams.filter((stream) => stream.connection?.id === connection?.id).length >= streamsPerKeyMax
  }

  const close = () => {
    clearInterval(timer)
    unsubscribe()
  }
  return { during, isFull, close }
}

/** Ends what does not stand any more, of one key's requests. */
async function endFallen(entries: Set<Running> | undefined, readProject: Options['readProject']): Promise<void> {
  const [first] = entries ?? []
  if (!entries || !first) return
  const { keyId, projectId, proof } = first.principal
  const verdict = await verifyKeyAgain(database(), keyId)
  const isLive = verdict.ok && verdict.principal.proof === proof
  const project = isLive ? await readProject(projectId) : null
  for (const entry of [...entries]) {
    const stands = isLive && (entry.stream === null || (await streamStands(entry.stream, project)))
    if (!stands) entry.end()
  }
}

async function streamStands({ connection, credential }: Stream, project: Project | null): Promise<boolean> {
  if (!connection) return project !== null
  const now = project?.connections.find(({ id }) => id === connection.id)
  if (!now || now.isPaused || now.mode !== connection.mode || now.url.href !== connection.url.href) return false
  if (!isSame(now.allowedTools, connection.allowedTools)) return false
  if (!credential) return true
  const { id, version } = credential
  const where = { id, version, state: { not: 'rejected' } } as const
  return (await database().credential.count({ where })) > 0
}

function isSame(one: ReadonlySet<string> | null, other: ReadonlySet<string> | null): boolean {
  if (one === null || other === null) return one === other
  return one.size === other.size && [...one].every((name) => other.has(name))
}

/** A change of a server is none of these: every check of it publishes one. */
function standsOn({ principal, stream }: Running): StandsOn {
  return {
    ...standsOnKey(principal),
    ...(stream?.connection && { connectionId: stream.connection.id, credentialId: stream.credential?.id ?? null }),
  }
}
