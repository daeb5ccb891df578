import { sayError } from './say-error.ts'

type Running = { close: () => Promise<void> }

/**
 * Keeps a started server until Ctrl-C or SIGTERM, closes it in order, and exits 0. A second signal ends it at once, and so
 * does one while it starts, which may take a build.
 */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  const end = (signal: NodeJS.Signals) => process.exit(signal === 'SIGINT' ? 130 : 143)
  let isRunning = false
  void stopped.then((signal) => isRunning || end(signal))
  try {
    const running = await start()
    isRunning = true
    await stopped
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
    await running.close()
    process.exit(0)
  } catch (error) {
    console.error(sayError(error))
    process.exit(1)
  }
}
