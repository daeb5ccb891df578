/** Jetway for `npm run dev`, until it is stopped or begun again by `scripts/dev.ts`. */
import { runUntilStopped } from '../run-until-stopped.ts'

Object.assign(process.env, { NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' })

await runUntilStopped(async () => {
  const { startServer } = await import('../../server.ts')
  return startServer({ dev: true })
})
