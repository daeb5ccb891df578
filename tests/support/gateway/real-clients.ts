/** Clients that people use, each as its makers ship it, behind what all of them can do. To a question they answer `yes`. */
import { createMCPClient, ElicitationRequestSchema } from '@ai-sdk/mcp'
import {
  Client as ClientV2,
  type ClientOptions as OptionsV2,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { onTestFinished } from 'vitest'

export type At = { url: string; authorization: string }
export type RealClient = {
  listTools: () => Promise<{ tools: { name: string }[] }>
  call: (name: string, options?: CallOptions) => Promise<unknown>
}
type CallOptions = { signal?: AbortSignal; onprogress?: (told: { progress: number }) => void }

const info = { name: 'real', version: '1' }
const capabilities = { elicitation: {} }
const answer = { action: 'accept' as const, content: { answer: 'yes' } }

export async function connectV1({ url, authorization }: At): Promise<RealClient> {
  return connectV1By(new TransportV1(new URL(url), { requestInit: { headers: { authorization } } }))
}

/** The SDK v1 at this end of any road. */
export async function connectV1By(transport: Transport): Promise<RealClient> {
  const client = new ClientV1(info, { capabilities })
  client.setRequestHandler(ElicitRequestSchema, () => answer)
  onTestFinished(() => client.close())
  await client.connect(transport)
  return {
    listTools: () => client.listTools(),
    call: (name, options) => client.callTool({ name, arguments: {} }, undefined, options),
  }
}

export async function connectV2({ url, authorization }: At, options: OptionsV2): Promise<RealClient> {
  const client = new ClientV2(info, { capabilities, ...options })
  client.setRequestHandler('elicitation/create', () => answer)
  onTestFinished(() => client.close())
  await client.connect(new TransportV2(new URL(url), { requestInit: { headers: { authorization } } }))
  return {
    listTools: () => client.listTools(),
    call: (name, callOptions) => client.callTool({ name, arguments: {} }, callOptions),
  }
}

/** It asks for the newest version first, unless it is told to open as older ones do. */
export async function connectAiSdk({ url, authorization }: At, protocolVersionDiscovery = true): Promise<RealClient> {
  const transport = { type: 'http' as const, url, headers: { authorization } }
  const client = await createMCPClient({ transport, capabilities, protocolVersionDiscovery })
  onTestFinished(() => client.close())
  client.onElicitationRequest(ElicitationRequestSchema, () => answer)
  return {
    listTools: () => client.listTools(),
    call: (name, { signal } = {}) => client.callTool({ name, arguments: {}, options: { signal } }),
  }
}
