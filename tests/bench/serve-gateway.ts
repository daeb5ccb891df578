/**
 * A gateway as server.ts runs it, in front of one upstream, for any load tool: prints its address and a key as one line of
 * JSON. `node tests/bench/serve-gateway.ts http://127.0.0.1:9100/mcp up-secret 3000`
 */
import { flushCalls, startCallWriter } from '#lib/activity/record-calls.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { database } from '#lib/db/database.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { createGateway } from '#lib/gateway/handle-request.ts'
import { createDoor } from '#lib/process/door.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'

const [upstream = 'http://127.0.0.1:9100/mcp', token = 'up-secret', port = '3000'] = process.argv.slice(2)
const embedded = await startEmbedded('memory://')
await migrateDatabase(embedded.url)
const settings = readSettings({ PORT: port, JETWAY_ALLOW_NETWORKS: '127.0.0.0/8' })
provideEnv({ databaseUrl: embedded.url, masterKey: newMasterKey() }, settings)

const { project } = await buildProject({ slug: 'bench' })
const connection = await buildConnection({ project, url: upstream, slug: 'upstream' })
const agent = await buildAgent(project, [[connection, token]])
const gateway = createGateway()
const calls = startCallWriter(database())
const noRoom = async () => {}
const door = createDoor({ health: noRoom, discovery: noRoom, page: noRoom, gateway: gateway.handle })
await door.listen(settings)
const url = `http://127.0.0.1:${port}/mcp/bench`
console.log(JSON.stringify({ transparent: `${url}/upstream`, aggregated: url, key: agent.text }))
process.once('SIGTERM', async () => {
  await calls.stop()
  await flushCalls(database())
  process.exit(0)
})
