import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen } from '#tests/support/mcp/listen.ts'
import { afterOpening } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const json = (text: string) => JSON.stringify(text).slice(1, -1)
const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** How servers write a value that they quote inside of JSON. */
const writers: Record<string, (value: string) => string> = {
  'as JSON': json,
  'for a URL': encodeURIComponent,
  'as PHP does': (value) => json(value).replaceAll('/', '\\/'),
  'as Go does': (value) => json(value).replace(/[<>&]/g, escaped),
  'as Java does': (value) => json(value).replace(/[<>&='`]/g, escaped),
  'as .NET does': (value) =>
    json(value).replace(/[<>&+'`]/g, (letter) => `\\u${escaped(letter).slice(2).toUpperCase()}`),
}

type Answer = { write: (value: string) => string; status: number; isStream: boolean; pieces: number }

/** A server that quotes the value it was sent, in pieces that each go out on their own. */
async function setUp({ write, status, isStream, pieces }: Answer) {
  const token = `${newSecret()}+/<a>&b='c"d`
  const server = await listen(
    afterOpening((id, req, res) => {
      const sent = String(req.headers.authorization).replace('Bearer ', '')
      const member = status < 400 ? '"result":{"said":"?"}' : '"error":{"code":1,"message":"?"}'
      const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${member}}`.replace('?', () => `It is ${write(sent)}!`)
      res.writeHead(status, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
      writeInPieces(res, isStream ? `data: ${text}\n\n` : text, pieces)
    }),
  )
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const { authorization } = await buildAgent(project, [[connection, token]])
  return { token, connection, authorization, all: `${at.gateway.url}/mcp/${project.slug}` }
}

function writeInPieces(res: ServerResponse, text: string, pieces: number): void {
  const size = Math.ceil(text.length / pieces)
  const go = (from: number) => {
    if (from >= text.length) return void res.end()
    res.write(text.slice(from, from + size), () => setImmediate(go, from + size))
  }
  go(0)
}

const endpoints = [
  ['transparent', '/tools', 'any'],
  ['aggregated', '', 'tools__any'],
] as const

describe.each(endpoints)('a value that a server quotes (%s)', (_kind, path, tool) => {
  const answers = [
    { status: 200, isStream: false },
    { status: 200, isStream: true },
    { status: 400, isStream: false },
  ]
  const cases = Object.entries(writers).flatMap(([how, write]) =>
    answers.flatMap(({ status, isStream }) => [1, 40].map((pieces) => ({ how, write, status, isStream, pieces }))),
  )

  test.each(cases)(
    '$how does not reach the agent (status $status, in a stream: $isStream, in $pieces pieces)',
    async (answer) => {
      const { token, authorization, all } = await setUp(answer)
      const { text } = await post(all + path, authorization, toolCall(tool))
      expect(text).toMatch(/It is \*+!/)
      expect(text).toContain(`It is ${'*'.repeat(answer.write(token).length)}!`)
    },
  )

  test('reaches it where its field is no secret', async () => {
    const { token, connection, authorization, all } = await setUp({
      write: json,
      status: 200,
      isStream: false,
      pieces: 1,
    })
    const input = await database().serverInput.findFirstOrThrow({ where: { serverId: connection.serverId } })
    const fields = (input.fields as { isSecret: boolean }[]).map((field) => ({ ...field, isSecret: false }))
    await database().serverInput.updateMany({ where: { serverId: connection.serverId }, data: { fields } })
    const { body } = await post(all + path, authorization, toolCall(tool))
    expect(body?.result).toEqual({ said: `It is ${token}!` })
  })
})
