import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

export type Agent = {
  listToolNames: () => Promise<string[]>
  /** The text of the result; `isError` is what the agent's model sees of a failure. */
  call: (tool: string, args?: Record<string, unknown>) => Promise<{ text: string; isError: boolean }>
  close: () => Promise<void>
}

/** An agent: the official client, with a key. */
export async function connectAgent(address: string, key: string): Promise<Agent> {
  const headers = { Authorization: `Bearer ${key}` }
  const client = new Client({ name: 'journey', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } }))
  return {
    listToolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}) => {
      const result = (await client.callTool({ name, arguments: args })) as CallToolResult
      const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
      return { text, isError: result.isError === true }
    },
    close: () => client.close(),
  }
}
