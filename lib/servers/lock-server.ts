import type { Context } from '#lib/context.ts'

/**
 * Until the transaction ends, nobody else changes this server, its headers, its tools or what is connected to it. Taken
 * before any lock on its connections and credentials.
 */
export async function lockServer({ db }: Context, { id, organizationId }: Place): Promise<void> {
  await db.$queryRaw`select 1 from "Server" where id = ${id} and "organizationId" = ${organizationId} for update`
}

type Place = { id: string; organizationId: string }
