import type { Db } from '#lib/db/client.ts'

/** Notes when credentials were last used, many in one statement. Never moves a time back; unknown ids are passed over. */
export async function touchCredentials(db: Db, lastUsed: ReadonlyMap<string, Date>): Promise<void> {
  if (lastUsed.size === 0) return
  const ids = [...lastUsed.keys()]
  const times = [...lastUsed.values()].map((time) => time.toISOString().slice(0, -1))
  await db.$executeRaw`
    update "Credential" set "lastUsedAt" = greatest("lastUsedAt", used.at::timestamp)
    from unnest(${ids}::text[], ${times}::text[]) as used(id, at)
    where "Credential".id = used.id`
}
