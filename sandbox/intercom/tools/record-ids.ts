import type { Table } from '../data/table.ts'
import { parseRecordUrl, type RecordKind } from '../data/urls.ts'
import type { Workspace } from '../data/workspace.ts'
import { restFailure, ToolFailure } from './failure.ts'

export interface RecordReference {
  kind: RecordKind
  id: string
}

/** Reads `conversation_<id>`, `contact_<id>`, `company_<id>` or an app address. Null for a plain id. */
export function parseReference(workspace: Workspace, input: string): RecordReference | null {
  const prefixed = /^(conversation|contact|company)_([0-9a-f-]+)$/.exec(input)
  const [, prefix, id] = prefixed ?? []
  if (prefix !== undefined && id !== undefined) return { kind: toKind(prefix), id }
  if (!/^https?:/.test(input)) return null
  const url = parseRecordUrl(input)
  if (url === null) throw new ToolFailure(`'${input}' is not the Intercom URL of a conversation, contact or company`)
  const isOwn = url.region === workspace.region && (url.workspace === null || url.workspace === workspace.id)
  if (!isOwn) throw restFailure('not_found', 'Resource Not Found')
  return { kind: url.kind, id: url.id }
}

function toKind(prefix: string): RecordKind {
  return prefix === 'conversation' ? 'conversation' : prefix === 'contact' ? 'contact' : 'company'
}

/** The plain id of a record of one kind, from any of its spellings. */
export function toRecordId(workspace: Workspace, kind: RecordKind, input: string): string {
  const reference = parseReference(workspace, input.trim())
  if (reference === null) return input.trim()
  if (reference.kind !== kind) throw new ToolFailure(`'${input}' is a ${reference.kind}, not a ${kind}`)
  return reference.id
}

export function getRow<Row extends { id: string }>(table: Table<Row>, id: string, label: string): Row {
  const row = table.find(id)
  if (row === undefined) throw restFailure('not_found', `${label} Not Found`)
  return row
}
