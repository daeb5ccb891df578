/** `npm run dev`: Next reloads the pages by itself; a change in the gateway's half starts the server again. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { watchedPaths } from './dev/watched-paths.ts'
import { generateClient } from './generate.ts'

const root = join(import.meta.dirname, '..')

await generateClient()
const watching = watchedPaths(root).map((path) => `--watch-path=${path}`)
const server = spawn(process.execPath, [...watching, '--watch-preserve-output', join(root, 'scripts/dev/serve.ts')], {
  cwd: root,
  stdio: 'inherit',
})
// Ctrl-C reaches the server by itself.
process.on('SIGINT', () => {}).on('SIGTERM', () => server.kill('SIGTERM'))
server.once('close', (code) => process.exit(code ?? 1))
