import type { Db } from '#lib/db/client.ts'
import { writeLink } from './one-time-link.ts'

const lifeSeconds = 7 * 24 * 60 * 60

/** The path of a fresh set-up link, which makes the former one useless; null once there is an organisation. */
export async function issueSetupLink(db: Db): Promise<string | null> {
  if (await db.organization.findFirst({ select: { id: true } })) return null
  const { token } = await writeLink(db, { purpose: 'setup', lifeSeconds })
  return `/setup/${token}`
}
