/**
 * `/mcp/<project>` and `/mcp`: all connections of a project as one server that speaks both families itself. Stateless
 * towards clients: the session id of a legacy client is signed and carries what must be remembered.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
 */
import {
  latestLegacyVersion,
  legacyVersions,
  mcpHeaders,
  metaKeys,
  modernVersion,
  rpcErrors,
} from '#lib/mcp/protocol.ts'
import { answerError, answerResult } from '../answer.ts'
import type { Call } from '../call.ts'
import { canElicitUrl, connectSentence } from '../connect-prompt.ts'
import type { Project } from '../memory/directory.ts'
import type { Gear } from '../memory/gear.ts'
import type { Message } from '../read-message.ts'
import { readSessionId, toSessionId } from '../session-id.ts'
import { type ClientSession, callProjectTool } from './call-tool.ts'
import { listProjectTools } from './list-tools.ts'
import { forgetClientSession } from './upstream-session.ts'

const capabilities = { tools: {} }
const listTtlMs = 30_000

type Asked = Message & { id: string | number; method: string }

/** `message` is null for DELETE, by which a client ends its session. */
export async function handleAggregate(
  gear: Gear,
  call: Call,
  project: Project,
  message: Message | null,
): Promise<void> {
  const { req, res, principal } = call
  const binding = ['aggregate', project.id, principal.keyId, principal.personId, principal.proof]
  const given = req.headers[mcpHeaders.sessionId]
  const memory = given === undefined ? null : readSessionId(given, binding)
  if (given !== undefined && !memory && !message?.isModern) {
    return answerError(res, 404, {
      id: message?.id ?? null,
      code: rpcErrors.sessionNotFound,
      message: 'Session not found',
    })
  }
  const client = { id: memory?.upstream ?? `key:${principal.keyId}`, memory }
  if (!message) return endSession(gear, call, client)
  if (!isAsked(message)) {
    res.writeHead(202).end()
    return
  }
  if (message.method === 'initialize' && !message.isModern) return initialize(gear, call, project, { message, binding })
  return answer(gear, call, project, { message, client })
}

async function answer(
  gear: Gear,
  call: Call,
  project: Project,
  { message, client }: { message: Asked; client: ClientSession },
): Promise<void> {
  const { res } = call
  const complete = message.isModern ? { resultType: 'complete' } : {}
  switch (message.method) {
    case 'ping':
      return answerResult(res, message.id, {})
    case 'server/discover':
      return answerResult(res, message.id, { ...complete, ...(await discovery(gear, call, project)) })
    case 'tools/list': {
      const tools = await listProjectTools(gear, call, project, client.id)
      const caching = message.isModern ? { ttlMs: listTtlMs, cacheScope: 'private' } : {}
      return answerResult(res, message.id, { ...complete, ...caching, tools })
    }
    case 'tools/call':
      return callProjectTool(gear, call, project, { message, client })
    default: {
      const error = { id: message.id, code: rpcErrors.methodNotFound, message: `Method not found: ${message.method}` }
      return answerError(res, message.isModern ? 404 : 200, error)
    }
  }
}

async function initialize(
  gear: Gear,
  call: Call,
  project: Project,
  { message, binding }: { message: Asked; binding: string[] },
): Promise<void> {
  const asked = message.params.protocolVersion
  const protocolVersion = legacyVersions.find((version) => version === asked) ?? latestLegacyVersion
  const memory = { upstream: crypto.randomUUID(), protocolVersion, canElicitUrl: canElicitUrl(message) }
  const instructions = await introduction(gear, call, project)
  const result = { protocolVersion, capabilities, serverInfo: serverInfo(project), instructions }
  return answerResult(call.res, message.id, result, { [mcpHeaders.sessionId]: toSessionId(memory, binding) })
}

async function discovery(gear: Gear, call: Call, project: Project) {
  const about = { [metaKeys.serverInfo]: serverInfo(project) }
  const instructions = await introduction(gear, call, project)
  return {
    supportedVersions: [modernVersion],
    capabilities,
    instructions,
    ttlMs: listTtlMs,
    cacheScope: 'private',
    _meta: about,
  }
}

function serverInfo({ name }: Project) {
  return { name: 'jetway', title: name, version: '1' }
}

/** Tells the model what is there, and what a person still has to connect. */
async function introduction(gear: Gear, call: Call, project: Project): Promise<string> {
  const lines = [`Tools of the project "${project.name}". Each tool is named <connection>__<tool>.`]
  for (const connection of project.connections.filter(({ isPaused }) => !isPaused)) {
    const resolved = await gear.upstreams.resolve(connection, call.principal)
    lines.push(
      resolved.ok
        ? `- ${connection.slug}: ${connection.serverName}`
        : `- ${connection.slug}: ${connectSentence(connection, resolved.reason)}`,
    )
  }
  return lines.join('\n')
}

async function endSession(gear: Gear, { res }: Call, { id, memory }: ClientSession): Promise<void> {
  if (memory) await forgetClientSession(gear, id)
  res.writeHead(memory ? 204 : 405, memory ? {} : { allow: 'POST' }).end()
}

function isAsked(message: Message): message is Asked {
  return message.id !== null && message.method !== null
}
