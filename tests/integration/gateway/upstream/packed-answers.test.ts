import { brotliCompressSync, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type Handler, listen } from '#tests/support/mcp/listen.ts'
import { afterOpening } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

/** A server that compresses although it is asked not to, and quotes what it was sent. */
async function setUp(answer: (sent: string, id: unknown, ...rest: Parameters<Handler>) => void) {
  const token = newSecret()
  const server = await listen(
    afterOpening((id, req, res, body) => answer(String(req.headers.authorization), id, req, res, body)),
  )
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const { authorization } = await buildAgent(project, [[connection, token]])
  return { token, authorization, url: `${at.gateway.url}/mcp/${project.slug}` }
}

const asItIs = (said: string) => Buffer.from(said)

const endpoints = [
  ['/tools', 'search'],
  ['', 'tools__search'],
] as const

describe.each(endpoints)('an answer that is compressed all the same (at %j)', (path, tool) => {
  test.each([
    ['gzip', 200, gzipSync],
    ['br', 200, brotliCompressSync],
    ['gzip', 400, gzipSync],
    ['GZIP', 200, gzipSync],
    ['x-gzip', 200, gzipSync],
    ['deflate', 200, deflateSync],
    ['zstd', 200, zstdCompressSync],
    ['gzip, br', 200, (said) => brotliCompressSync(gzipSync(said))],
    ['', 200, asItIs],
    ['Identity', 200, asItIs],
    ['none', 200, asItIs],
    ['UTF-8', 200, asItIs],
  ] as [string, number, (said: string) => Buffer][])(
    'reaches the agent unpacked and without the value (%s, status %i)',
    async (encoding, status, pack) => {
      const { token, authorization, url } = await setUp((sent, id, _req, res) => {
        const said = JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: `Not ${sent}` } })
        res.writeHead(status, { 'content-type': 'application/json', 'content-encoding': encoding }).end(pack(said))
      })
      const answer = await post(url + path, authorization, toolCall(tool))
      expect(answer.status).toBe(status)
      expect(answer.body).toMatchObject({ error: { message: expect.stringMatching(/^Not Bearer \*+$/) } })
      expect(answer.headers.get('content-encoding')).toBeNull()
      expect(answer.text).not.toContain(token)
    },
  )

  test('reaches it event by event', async () => {
    let goOn = () => {}
    const { token, authorization, url } = await setUp((sent, id, _req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(res)
      gzip.write(`data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { sent } })}\n\n`)
      gzip.flush()
      goOn = () => gzip.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n\n`)
    })
    const headers = { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(toolCall(tool)) })
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (text.includes('notifications/message')) goOn()
    }
    expect(text).toContain('"content":[]')
    expect(text).not.toContain(token)
  })

  test.each([
    ['in a way nobody knows', 'compress', Buffer.from('packed')],
    ['as it does not say', 'gzip', Buffer.from('packed')],
    ['and breaks off', 'gzip', gzipSync('packed').subarray(0, 12)],
    ['in two ways, of which one is unknown', 'gzip, compress', gzipSync('packed')],
  ])('is refused where Jetway cannot unpack it: %s', async (_what, encoding, packed) => {
    const { authorization, url } = await setUp((_sent, _id, _req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(packed)
    })
    const answer = await post(url + path, authorization, toolCall(tool))
    expect(answer.text).toContain('in a way that Jetway cannot read')
    expect(answer.text).not.toContain('packed')
  })
})
