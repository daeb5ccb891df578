import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { env } from '#lib/env.ts'
import { publish } from '#lib/events/bus.ts'
import type { ProbeLine } from '#lib/mcp/probe-line.ts'
import { type ProbeReport, probeServer } from '#lib/mcp/probe-server.ts'
import { placeholdersOf } from './inputs/address.ts'
import { loadServer } from './internal.ts'
import { canChangeLibrary } from './policy.ts'
import { recordCheck } from './record-check.ts'

/** What a live check shows. */
export type CheckView = Pick<ProbeReport, 'reach' | 'reason' | 'transport' | 'era' | 'mcpVersion' | 'serverName'> & {
  url: string
  checkedAt: string
  lines: ProbeLine[]
  toolNames?: string[]
}

/** Looks at a server of the library now, without a credential, and remembers what it found. */
export async function checkServer(ctx: Context, serverId: string, signal?: AbortSignal): Promise<CheckView> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { id, url } = await loadServer(ctx, serverId)

  const report = await probe(url, signal)
  const checkedAt = new Date()
  const view = toCheckView(report, { url, checkedAt })
  if (signal?.aborted) return view
  const isRecorded = await inTransaction(ctx, (tx) => recordCheck(tx, id, { ...report, url, checkedAt }))
  if (isRecorded) publish({ kind: 'server.changed', serverId: id })
  return view
}

export function probe(url: string, signal?: AbortSignal): Promise<ProbeReport> {
  const isOpen = placeholdersOf(url).length > 0
  return probeServer(url, { isOpen, policy: { allowNetworks: env().JETWAY_ALLOW_NETWORKS }, signal })
}

export function toCheckView(report: ProbeReport, { url, checkedAt }: { url: string; checkedAt: Date }): CheckView {
  const { lines, reach, reason, transport, era, mcpVersion, serverName, tools } = report
  return {
    url,
    checkedAt: checkedAt.toISOString(),
    lines,
    reach,
    transport,
    ...(reason && { reason }),
    ...(era && { era }),
    ...(mcpVersion && { mcpVersion }),
    ...(serverName && { serverName }),
    ...(tools && { toolNames: tools.map(({ name }) => name) }),
  }
}
