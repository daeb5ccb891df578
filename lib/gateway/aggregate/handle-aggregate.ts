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
import { answerResult } from '../answer.ts'
import type { Call } from '../call.ts'
import { canElicitUrl, connectSentence } from '../connect-prompt.ts'
import type { Project } from '../memory/directory.ts'
import type { ClientMessage, ClientRequest } from '../read-message.ts'
import { Refusal, sessionNotFound } from '../refusal.ts'
import { readSessionId, toSessionId } from '../session-id.ts'
import { type ClientSession, callProjectTool } from './call-tool.ts'
import { listProjectTools } from './list-tools.ts'
import { forgetClientSession } from './upstream-session.ts'

const capabilities = { tools: {} }
const listTtlMs = 30_000

/** `message` is null for DELETE, by which a client ends its session. */
export async function handleAggregate(call: Call, message: ClientMessage | null): Promise<void> {
  const { req, res, principal } = call
  const given = req.headers[mcpHeaders.sessionId]
  const memory = given === undefined ? null : readSessionId(given, sessionBinding(call))
  const isModern = message?.kind !== 'response' && message?.isModern
  if (given !== undefined && !memory && !isModern) throw sessionNotFound()
  const client = { id: memory?.upstream ?? `key:${principal.keyId}`, memory }
  if (!message) return endSession(call, client)
  if (message.kind === 'request') return answer(call, message, client)
  res.writeHead(202).end()
}

function sessionBinding({ project, principal }: Call): string[] {
  return ['aggregate', project.id, principal.keyId, principal.personId, principal.proof]
}

async function answer(call: Call, message: ClientRequest, client: ClientSession): Promise<void> {
  const { res } = call
  const { id, method, isModern } = message
  const complete = isModern ? { resultType: 'complete' } : {}
  if (method === 'initialize' && !isModern) return initialize(call, message)
  switch (method) {
    case 'ping':
      return answerResult(res, id, {})
    case 'server/discover':
      return answerResult(res, id, { ...complete, ...(await discovery(call)) })
    case 'tools/list': {
      const tools = await listProjectTools(call, client.id)
      const caching = isModern ? { ttlMs: listTtlMs, cacheScope: 'private' } : {}
      return answerResult(res, id, { ...complete, ...caching, tools })
    }
    case 'tools/call':
      return callProjectTool(call, message, client)
    default: {
      const text = `Method not found: ${method}`
      throw new Refusal({ status: isModern ? 404 : 200, code: rpcErrors.methodNotFound, message: text })
    }
  }
}

async function initialize(call: Call, message: ClientRequest): Promise<void> {
  const asked = message.params.protocolVersion
  const protocolVersion = legacyVersions.find((version) => version === asked) ?? latestLegacyVersion
  const memory = { upstream: crypto.randomUUID(), protocolVersion, canElicitUrl: canElicitUrl(message) }
  const instructions = await introduction(call)
  const result = { protocolVersion, capabilities, serverInfo: serverInfo(call.project), instructions }
  return answerResult(call.res, message.id, result, {
    [mcpHeaders.sessionId]: toSessionId(memory, sessionBinding(call)),
  })
}

async function discovery(call: Call) {
  const about = { [metaKeys.serverInfo]: serverInfo(call.project) }
  const instructions = await introduction(call)
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
async function introduction({ memory, project, principal }: Call): Promise<string> {
  const lines = [`Tools of the project "${project.name}". Each tool is named <connection>__<tool>.`]
  for (const connection of project.connections.filter(({ isPaused }) => !isPaused)) {
    const resolved = await memory.upstreams.resolve(connection, principal)
    lines.push(
      resolved.ok
        ? `- ${connection.slug}: ${connection.serverName}`
        : `- ${connection.slug}: ${connectSentence(connection, resolved.reason)}`,
    )
  }
  return lines.join('\n')
}

async function endSession(call: Call, { id, memory }: ClientSession): Promise<void> {
  if (memory) await forgetClientSession(call.memory, id)
  call.res.writeHead(memory ? 204 : 405, memory ? {} : { allow: 'POST' }).end()
}
