import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from './reply.ts'

const requestBytesMax = 1_048_576

/** Null for one that is too large. */
export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > requestBytesMax) return null
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString()
  const { method = 'GET', url = '/', headers } = incoming
  return { method, path: url, headers, body: { text, json: parseJson(text) } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
