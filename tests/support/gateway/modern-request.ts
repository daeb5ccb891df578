import { encodeHeader, mcpHeaders, modernVersion } from '#lib/mcp/protocol.ts'
import { request } from './raw-client.ts'

export const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': modernVersion,
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A request as a client of the modern family sends it: the message, and what of it stands in headers too. */
export function modernRequest(method: string, params: Record<string, unknown> = {}, id: string | number = 1) {
  return { message: request(method, { ...params, _meta: modernMeta }, id), headers: modernHeaders(method, params.name) }
}

export function modernHeaders(method: string, name?: unknown): Record<string, string> {
  return {
    [mcpHeaders.protocolVersion]: modernVersion,
    [mcpHeaders.method]: method,
    ...(typeof name === 'string' && { [mcpHeaders.name]: encodeHeader(name) }),
  }
}
