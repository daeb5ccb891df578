import type { Context } from '#lib/context.ts'
import type { ProbeReport } from '#lib/mcp/probe-server.ts'
import { storeServerTools } from './store-tools.ts'

/** What a check leaves behind; without a sign-in there are no version and no tools, and the known ones stay. */
export type CheckResult = Pick<ProbeReport, 'reach' | 'reason' | 'era' | 'mcpVersion' | 'serverName' | 'tools'> & {
  url: string
  checkedAt: Date
}

/** Stores what a check has found. Does nothing when the server's address has changed since. */
export async function recordCheck(tx: Context, serverId: string, result: CheckResult): Promise<boolean> {
  const { url, tools } = result
  const { count } = await tx.db.server.updateMany({ where: { id: serverId, url }, data: toCheckColumns(result) })
  if (count === 0) return false
  if (tools) await storeServerTools(tx, serverId, tools)
  return true
}

function toCheckColumns({ reach, reason, checkedAt, era, mcpVersion, serverName }: CheckResult) {
  return {
    reach,
    reachReason: reason ?? null,
    checkedAt,
    ...(era && { era }),
    ...(mcpVersion && { mcpVersion: mcpVersion.slice(0, 100) }),
    ...(serverName && { serverName: serverName.slice(0, 200) }),
  }
}
