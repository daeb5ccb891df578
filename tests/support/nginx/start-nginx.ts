/** A real nginx with the configuration of `docs/nginx.conf`, on ports of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Nginx = { stop: () => Promise<void> }

const documented = join(import.meta.dirname, '../../../docs/nginx.conf')

export function startNginx(port: number, replicas: readonly [number, number]): Nginx {
  const folder = mkdtempSync(join(tmpdir(), 'jetway-nginx-'))
  const ports = new Map([
    ['listen 8080', `listen 127.0.0.1:${port}`],
    ['127.0.0.1:3001', `127.0.0.1:${replicas[0]}`],
    ['127.0.0.1:3002', `127.0.0.1:${replicas[1]}`],
  ])
  let site = readFileSync(documented, 'utf8')
  for (const [written, own] of ports) {
    if (!site.includes(written)) throw new Error(`docs/nginx.conf has no ${written} any more.`)
    site = site.replace(written, own)
  }
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const user = process.getuid?.() === 0 ? 'user root; ' : ''
  const head = `${user}pid ${folder}/pid; error_log ${folder}/error.log; events {}`
  writeFileSync(join(folder, 'nginx.conf'), `${head} http { access_log off; ${places.join(' ')}\n${site}}`)
  const program = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path)) ?? 'nginx'
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: 'ignore',
  })
  return { stop: () => stop(child).then(() => rmSync(folder, { recursive: true, force: true })) }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
