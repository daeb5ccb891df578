/** `npm run dev` runs this under `node --watch-path`, which restarts it when the gateway changes; Next reloads the rest. */
import { runUntilStopped } from './run-until-stopped.ts'

Object.assign(process.env, { NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' })

await runUntilStopped(async () => {
  const { startServer } = await import('../server.ts')
  return startServer({ dev: true })
})
