import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const trees: string[] = []

/** A little Jetway with the real rules and the files a test adds. */
function plant(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'jetway-rooms-'))
  trees.push(tree)
  for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, file), join(tree, file))
  }
  for (const [file, content] of Object.entries({ ...packages, ...wellBehaved, ...files })) {
    mkdirSync(join(tree, dirname(file)), { recursive: true })
    writeFileSync(join(tree, file), content)
  }
  return tree
}

function checkRooms(tree: string): { status: number | null; violations: string[]; modules: number } {
  const run = spawnSync(process.execPath, [join(root, 'scripts/check-rooms.ts')], { cwd: tree, encoding: 'utf8' })
  const violations = run.stderr.split('\n').filter((line) => line.includes(' -> '))
  return { status: run.status, violations, modules: Number.parseInt(run.stdout, 10) }
}

const packages = Object.fromEntries(
  [
    'next/index.js',
    'next/headers.js',
    'next/cache.js',
    'next-auth/index.js',
    'react/index.js',
    'pg/index.js',
    'undici/index.js',
    'zod/index.js',
    'vitest/index.js',
    '@modelcontextprotocol/sdk/client/streamableHttp.js',
  ].map((file) => [`node_modules/${file}`, '']),
)

const wellBehaved = {
  'server.ts': "import '#lib/gateway/handle-request.ts'\nimport 'next'\n",
  'lib/env.ts': 'export const env = 1\n',
  'lib/db/client.ts': "import 'pg'\nexport type Db = object\n",
  'lib/crypto/seal.ts': "import 'node:crypto'\nexport const seal = 1\n",
  'lib/http/safe-fetch.ts': "import 'undici'\nexport const safeFetch = 1\n",
  'lib/auth/session.ts': "import 'next/headers'\nimport 'next-auth'\nexport const session = 1\n",
  'lib/boundary/require-context.ts': "import 'react'\nimport 'next/headers'\nexport const ctx = 1\n",
  'lib/boundary/form-state.ts': 'export type FormState = string\n',
  'lib/credentials/open-credential.ts': "import '#lib/crypto/seal.ts'\nexport const open = 1\n",
  'lib/servers/schema.ts': "import 'zod'\nexport const schema = 1\n",
  'lib/servers/internal.ts': 'export const fetchServer = 1\n',
  'lib/servers/list-servers.ts':
    "import type { Db } from '#lib/db/client.ts'\nimport './internal.ts'\nexport type List = Db\n",
  'lib/projects/create-project.ts': "import '#lib/servers/list-servers.ts'\nexport const create = 1\n",
  'lib/gateway/handle-request.ts':
    "import 'undici'\nimport '#lib/credentials/open-credential.ts'\nexport const h = 1\n",
  'app/page.tsx':
    "import '#lib/boundary/require-context.ts'\nimport '#lib/projects/create-project.ts'\nexport default () => null\n",
  'components/ui/form.tsx':
    "'use client'\nimport type { FormState } from '#lib/boundary/form-state.ts'\nimport '#lib/servers/schema.ts'\nexport type F = FormState\n",
}

const violations: [rule: string, file: string, content: string, to: string][] = [
  ['lib-knows-no-ui', 'lib/servers/a.ts', "import 'react'", 'node_modules/react/'],
  ['lib-knows-no-ui', 'lib/servers/b.ts', "import '#components/ui/form.tsx'", 'components/ui/form.tsx'],
  ['next-stays-outside', 'lib/servers/c.ts', "import 'next/headers'", 'node_modules/next/'],
  ['next-stays-outside', 'lib/gateway/d.ts', "import 'next/cache'", 'node_modules/next/'],
  ['next-auth-has-one-home', 'app/e.ts', "import 'next-auth'", 'node_modules/next-auth/'],
  ['db-has-one-door', 'app/f.ts', "import type { Db } from '#lib/db/client.ts'", 'lib/db/client.ts'],
  ['db-has-one-door', 'lib/mcp/g.ts', "import 'pg'", 'node_modules/pg/'],
  ['vault-has-one-door', 'lib/servers/h.ts', "import '#lib/credentials/open-credential.ts'", 'open-credential.ts'],
  ['crypto-has-one-home', 'lib/servers/i.ts', "import 'node:crypto'", 'crypto'],
  ['outbound-has-one-door', 'lib/servers/j.ts', "import 'undici'", 'node_modules/undici/'],
  [
    'outbound-has-one-door',
    'lib/servers/k.ts',
    "import '@modelcontextprotocol/sdk/client/streamableHttp.js'",
    'node_modules/@modelcontextprotocol/',
  ],
  ['outbound-has-one-door', 'lib/servers/y.ts', "import 'node:net'", 'net'],
  ['outbound-has-one-door', 'lib/servers/aa.ts', "import 'node:https'", 'https'],
  ['outbound-has-one-door', 'lib/servers/ab.ts', "import 'node:http2'", 'http2'],
  ['outbound-has-one-door', 'lib/servers/ac.ts', "import 'tls'", 'tls'],
  ['outbound-has-one-door', 'app/ad.ts', "import { request } from 'node:http'\nrequest('http://x')", 'http'],
  ['private-means-private', 'lib/projects/l.ts', "import '#lib/servers/internal.ts'", 'lib/servers/internal.ts'],
  ['private-means-private', 'app/m.ts', "import '#lib/servers/internal.ts'", 'lib/servers/internal.ts'],
  ['domains-in-order', 'lib/servers/n.ts', "import '#lib/projects/create-project.ts'", 'lib/projects/'],
  ['domains-in-order', 'lib/crypto/o.ts', "import '#lib/http/safe-fetch.ts'", 'lib/http/'],
  ['domains-in-order', 'lib/utils/p.ts', "import 'zod'", 'node_modules/zod/'],
  ['mcp-knows-no-settings', 'lib/mcp/q.ts', "import '#lib/env.ts'", 'lib/env.ts'],
  ['components-stay-light', 'components/r.tsx', "import '#lib/projects/create-project.ts'", 'lib/projects/'],
  ['client-stays-light', 'app/s.tsx', "'use client'\nimport '#lib/projects/create-project.ts'", 'lib/projects/'],
  ['product-knows-no-tests', 'lib/servers/t.ts', "import '#tests/support/t.ts'", 'tests/support/t.ts'],
  ['sandbox-stands-alone', 'sandbox/ae.ts', "import '#lib/env.ts'", 'lib/env.ts'],
  ['product-needs-no-dev-tools', 'lib/servers/u.ts', "import 'vitest'", 'node_modules/vitest/'],
  ['running-needs-no-dev-tools', 'scripts/z.ts', "import '#tests/support/z.ts'", 'node_modules/vitest/'],
  ['everything-resolves', 'lib/servers/v.ts', "import '#lib/servers/nowhere.ts'", 'nowhere.ts'],
  ['no-cycles', 'lib/servers/w.ts', "import './x.ts'", 'lib/servers/x.ts'],
]

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true })
})

describe('import rules', () => {
  test('a tree that keeps them passes, and its modules were seen', () => {
    const { status, violations: broken, modules } = checkRooms(plant({}))

    expect(broken).toEqual([])
    expect(status).toBe(0)
    expect(modules).toBeGreaterThan(Object.keys(wellBehaved).length)
  })

  test('each planted violation fails the build under its own name', () => {
    const planted = Object.fromEntries(violations.map(([, file, content]) => [file, `${content}\nexport {}\n`]))
    const { status, violations: broken } = checkRooms(
      plant({
        ...planted,
        'lib/servers/x.ts': "import './w.ts'\nexport {}\n",
        'tests/support/t.ts': 'export {}\n',
        'tests/support/z.ts': "import 'vitest'\nexport {}\n",
      }),
    )

    expect(status).toBe(1)
    for (const [rule, file, , to] of violations) {
      const isNamed = broken.some((line) => line.startsWith(`${rule}: ${file} -> `) && line.includes(to))
      expect(isNamed, `${rule} in ${file}; found:\n${broken.join('\n')}`).toBe(true)
    }
  })

  test('the type of a domain may be known to a client component, its code may not', () => {
    const { violations: broken } = checkRooms(
      plant({
        'app/client.tsx':
          "'use client'\nimport type { List } from '#lib/servers/list-servers.ts'\nexport type L = List\n",
      }),
    )

    expect(broken).toEqual([])
  })

  test('a message of http may be known anywhere, since its type asks nobody', () => {
    const content = "import type { IncomingMessage } from 'node:http'\nexport type Message = IncomingMessage\n"
    expect(checkRooms(plant({ 'lib/servers/message.ts': content })).violations).toEqual([])
  })

  test('nothing to judge is a failure (a parser that sees no modules passes everything)', () => {
    const tree = plant({})
    rmSync(join(tree, 'lib'), { recursive: true })
    for (const place of ['app', 'components', 'server.ts']) rmSync(join(tree, place), { recursive: true })

    expect(checkRooms(tree).status).toBe(1)
  })
})
