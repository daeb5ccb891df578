/**
 * A stand-in for Intercom's MCP server, for tests and as the sandbox of the demo. It answers as the real one is known to,
 * with invented data. Two listeners, US and EU, share nothing but the process: a token of one is unknown to the other.
 */

import { createServer, type Server } from 'node:http'
import { createSignIn } from '../sign-in/sign-in.ts'
import { listen, stop, toOrigin } from '../web/listen.ts'
import { permissions as allPermissions, createTokens, type Grant, type Permission, type Tokens } from './auth.ts'
import { type CallRecord, recordCall } from './calls.ts'
import type { Region } from './data/types.ts'
import type { Workspace, WorkspaceOptions } from './data/workspace.ts'
import { createFaults, type Fault, type Faults } from './faults.ts'
import { createListener } from './http.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { intercomAccess, intercomManners } from './sign-in.ts'
import type { ToolContext } from './tools/context.ts'
import { createWorkspaces, type Workspaces } from './workspaces.ts'

export type { Permission } from './auth.ts'
export type { CallRecord } from './calls.ts'
export type { WorkspaceOptions } from './data/workspace.ts'
export type { Fault } from './faults.ts'

export interface IntercomOptions {
  /** 0 or absent: any free port. */
  port?: number
  euPort?: number
  host?: string
  /** Added to the three that are always there; the same id replaces one of those. */
  workspaces?: readonly WorkspaceOptions[]
  /** Origins, besides loopback, whose redirect addresses may be registered. */
  allowedRedirectOrigins?: readonly string[]
  /** Unix seconds at which all generated data ends. */
  now?: number
}

export interface SandboxTokens {
  acme: string
  globex: string
  /** Of the EU host. */
  nordlicht: string
  /** Of acme, without the permission for articles. */
  acmeWithoutArticles: string
}

export interface Intercom {
  url: string
  euUrl: string
  tokens: SandboxTokens
  /** Requests to `/mcp` of both hosts in order of arrival. Tests may empty it. */
  calls: CallRecord[]
  /** Live sessions of both hosts. */
  readonly sessions: number
  /** Requests held back by the fault `slow`. */
  readonly waiting: number
  issueToken(workspace: string, permissions?: readonly Permission[]): string
  revokeToken(token: string): void
  /** The token is answered as one whose lifetime is over. */
  expireToken(token: string): void
  /** Both hosts forget every session, as after a restart. */
  endSessions(): void
  setFault(fault: Fault | null): void
  /** Lets requests held back by the fault `slow` go on. */
  release(): void
  /** The data behind a workspace's tokens, for comparing answers with. */
  getWorkspace(id: string): Workspace
  close(): Promise<void>
}

export async function startIntercom(options: IntercomOptions = {}): Promise<Intercom> {
  const workspaces = createWorkspaces(options.workspaces ?? [], options.now)
  const shared: Shared = { options, workspaces, tokens: createTokens(), faults: createFaults(), calls: [] }
  const [us, eu] = await Promise.all([startHost('us', shared), startHost('eu', shared)])
  const { tokens, faults, calls } = shared
  function issueToken(workspace: string, permissions: readonly Permission[] = allPermissions): string {
    return tokens.issue({ workspaceId: workspace, region: workspaces.regionOf(workspace), permissions })
  }
  return {
    url: `${us.origin}/mcp`,
    euUrl: `${eu.origin}/mcp`,
    tokens: {
      acme: issueToken('acme'),
      globex: issueToken('globex'),
      nordlicht: issueToken('nordlicht'),
      acmeWithoutArticles: issueToken(
        'acme',
        allPermissions.filter((permission) => permission !== 'articles'),
      ),
    },
    calls,
    get sessions() {
      return us.sessions.count() + eu.sessions.count()
    },
    get waiting() {
      return faults.waiting()
    },
    issueToken,
    revokeToken: tokens.revoke,
    expireToken: tokens.expire,
    endSessions() {
      us.sessions.clear()
      eu.sessions.clear()
    },
    setFault: faults.set,
    release: faults.release,
    getWorkspace: workspaces.get,
    async close() {
      faults.set(null)
      await Promise.all([stop(us.server), stop(eu.server)])
    },
  }
}

interface Shared {
  options: IntercomOptions
  workspaces: Workspaces
  tokens: Tokens
  faults: Faults
  calls: CallRecord[]
}

interface Host {
  origin: string
  server: Server
  sessions: Sessions
}

async function startHost(region: Region, { options, workspaces, tokens, faults, calls }: Shared): Promise<Host> {
  const { host = '127.0.0.1', allowedRedirectOrigins = [] } = options
  const sessions = createSessions()
  const server = createServer({ keepAliveTimeout: 60_000 })
  const origin = () => toOrigin(server, host)
  const deployment = {
    region,
    tokens,
    faults,
    sessions,
    signIn: createSignIn({
      manners: intercomManners(() => workspaces.ids(region)),
      access: intercomAccess(region, tokens),
      origin,
      allowedRedirectOrigins,
    }),
    record: (call: CallRecord) => recordCall(calls, call),
    toContext: (grant: Grant) => toContext(workspaces, grant),
  }
  server.on('request', createListener(deployment))
  await listen(server, (region === 'us' ? options.port : options.euPort) ?? 0, host)
  return { origin: origin(), server, sessions }
}

function toContext(workspaces: Workspaces, { workspaceId, adminIndex, permissions }: Grant): ToolContext {
  const workspace = workspaces.get(workspaceId)
  const admin = workspace.admins[adminIndex]
  if (admin === undefined) throw new Error(`Workspace ${workspaceId} has no teammate ${adminIndex}`)
  return { workspace, admin, permissions }
}
