import type { Permission } from '../auth.ts'
import type { Admin } from '../data/types.ts'
import type { Workspace } from '../data/workspace.ts'
import { restFailure } from './failure.ts'

export interface ToolContext {
  workspace: Workspace
  /** The person who allowed the connection; notes carry this signature. */
  admin: Admin
  permissions: ReadonlySet<Permission>
}

export type Arguments = Readonly<Record<string, unknown>>

export type Tool = (context: ToolContext, input: Arguments) => unknown

export function assertPermission({ permissions }: ToolContext, permission: Permission): void {
  if (permissions.has(permission)) return
  throw restFailure('token_unauthorized', 'Not authorized to access resource')
}
