import type { NewCall } from '#lib/activity/record-calls.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { database } from '#lib/db/database.ts'

type ProjectRow = { id: string; organizationId: string }

/** A call as the gateway notes it. */
export function callOf(project: ProjectRow, options: Partial<NewCall> & { personId: string }): NewCall {
  return {
    organizationId: project.organizationId,
    projectId: project.id,
    connectionId: null,
    connectionSlug: 'intercom',
    proof: bySignIn,
    keyName: 'a key',
    method: 'tools/call',
    tool: 'search',
    outcome: 'ok',
    gatewayMs: 1.5,
    upstreamMs: 40,
    at: new Date(),
    ...options,
  }
}

export async function buildCalls(calls: NewCall[]): Promise<void> {
  await database().callRecord.createMany({ data: calls })
}
