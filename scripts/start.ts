/** `npm start`: makes whatever is missing (Prisma client, build), then runs Jetway. */
import { buildWhenStale } from './build.ts'
import { runUntilStopped } from './run-until-stopped.ts'

Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })

// Deprecations are for those who build Jetway; who runs it can do nothing about them.
process.noDeprecation = true

await runUntilStopped(async () => {
  await buildWhenStale()
  const { startServer } = await import('../server.ts')
  return startServer({ dev: false })
})
