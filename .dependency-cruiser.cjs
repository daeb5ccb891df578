/**
 * Who may import whom (docs/architecture.md). Every rule is an error; tests/unit/rooms plants a violation of each.
 * What a rule exempts by file name is the whole list of exceptions: adding one is a decision, not a fix.
 */
const { globSync, readFileSync } = require('node:fs')

const product = '^(app|components|lib)/|^(server|proxy)\\.ts$'
const floor = ['db', 'crypto', 'http', 'events', 'auth', 'audit']

/** Each room of lib and the rooms it may know; floor files (`lib/*.ts`) are open to all but `mcp` and `crypto`. */
const rooms = {
  crypto: [],
  http: [],
  db: ['crypto'],
  events: ['db'],
  audit: ['db', 'auth'],
  auth: ['db', 'crypto', 'audit', 'events'],
  mcp: ['http'],
  boundary: ['auth', 'db'],
  process: ['db'],
  jobs: ['db'],
  catalog: floor,
  credentials: floor,
  activity: [...floor, 'projects', 'credentials'],
  oauth: [...floor, 'mcp', 'credentials', 'jobs'],
  servers: [...floor, 'catalog', 'mcp', 'credentials', 'oauth'],
  projects: [...floor, 'servers', 'credentials'],
  people: [...floor, 'projects', 'credentials'],
  'auth-links': [...floor, 'jobs', 'projects', 'servers', 'credentials', 'mcp', 'oauth'],
  gateway: [...floor, 'projects', 'servers', 'credentials', 'mcp', 'activity', 'oauth'],
}

const domainsInOrder = Object.entries(rooms).map(([room, known]) => ({
  name: 'domains-in-order',
  comment: `lib/${room} may know ${known.map((name) => `lib/${name}`).join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^lib/[^/]+/', pathNot: `^lib/(${[room, ...known].join('|')})/` },
}))

/** The directive is not an import, so the files that carry it are looked up. */
const clientFiles = globSync('{app,components}/**/*.{ts,tsx}').filter((file) =>
  /^\s*(\/\*[\s\S]*?\*\/|\/\/.*\n|\s)*['"]use client['"]/.test(readFileSync(file, 'utf8')),
)
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const exactly = (files) => `^(${files.map((file) => file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '-'})$`
const lightLib =
  '/schema\\.ts$|^lib/boundary/form-state\\.ts$|^lib/servers/inputs/(key-of|merge-input|shared-fields)\\.ts$'

module.exports = {
  forbidden: [
    ...domainsInOrder,
    {
      name: 'domains-in-order',
      comment: 'a room of lib that is not in the list of .dependency-cruiser.cjs: say what it may know',
      severity: 'error',
      from: { path: '^lib/[^/]+/', pathNot: `^lib/(${Object.keys(rooms).join('|')})/` },
      to: {},
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lib-knows-no-ui',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/boundary/require-context\\.ts$' },
      to: { path: '^(app|components)/|^node_modules/(react|react-dom|lucide-react|radix-ui)/' },
    },
    {
      name: 'next-stays-outside',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(auth/session\\.ts$|boundary/)' },
      to: { path: '^node_modules/next/' },
    },
    {
      name: 'next-auth-has-one-home',
      severity: 'error',
      comment: 'its browser half signs in',
      from: { path: product, pathNot: '^lib/auth/|^app/api/auth/|^app/sign-in/' },
      to: { path: '^node_modules/next-auth/' },
    },
    {
      name: 'db-has-one-door',
      severity: 'error',
      from: { path: '^(app|components)/|^lib/(mcp|crypto)/' },
      to: { path: '^lib/db/|^node_modules/(@prisma/|pg/|@electric-sql/)' },
    },
    {
      name: 'vault-has-one-door',
      severity: 'error',
      from: {
        path: `${product}|^scripts/`,
        pathNot: '^lib/(gateway|oauth)/|^lib/auth-links/giving/(kept-values|recheck-unverified|revoke-given)\\.ts$',
      },
      to: { path: '^lib/credentials/open-credential\\.ts$|^lib/oauth/(renew-tokens|end-sign-in)\\.ts$' },
    },
    {
      name: 'crypto-has-one-home',
      severity: 'error',
      from: { path: product, pathNot: '^lib/(crypto|auth)/' },
      to: { path: '^(node:)?crypto$|^node_modules/jose/' },
    },
    {
      name: 'outbound-has-one-door',
      comment: 'the gateway takes its dispatcher from lib/http; global fetch is refused by biome.json',
      severity: 'error',
      from: { path: product, pathNot: '^lib/(http|mcp|gateway)/' },
      to: { path: '^node_modules/(undici|@modelcontextprotocol)/|^(node:)?(https|http2|tls)$' },
    },
    {
      name: 'outbound-has-one-door',
      comment: 'two files make a server of node:http; of all others it is known by its types, which ask nobody',
      severity: 'error',
      from: { path: product, pathNot: '^lib/(http|mcp|gateway)/|^lib/process/door\\.ts$|^server\\.ts$' },
      to: { path: '^(node:)?http$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'outbound-has-one-door',
      comment: 'two files know sockets and dial nobody: the embedded database listens, the other reads addresses',
      severity: 'error',
      from: {
        path: product,
        pathNot: '^lib/(http|mcp|gateway)/|^lib/(db/embedded/serve-socket|process/inbound)\\.ts$',
      },
      to: { path: '^(node:)?net$' },
    },
    {
      name: 'private-means-private',
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: { path: '^lib/[^/]+/internal\\.ts$', pathNot: '^lib/$1/' },
    },
    {
      name: 'private-means-private',
      severity: 'error',
      from: { pathNot: '^(lib|tests)/' },
      to: { path: '^lib/[^/]+/internal\\.ts$' },
    },
    {
      name: 'mcp-knows-no-settings',
      severity: 'error',
      from: { path: '^lib/(mcp|crypto)/' },
      to: { path: '^lib/(env|log|context)\\.ts$' },
    },
    {
      name: 'components-stay-light',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^(lib|app)/', pathNot: lightLib, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-stays-light',
      severity: 'error',
      from: { path: exactly(clientFiles) },
      to: { path: '^lib/', pathNot: lightLib, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: product },
      to: { path: '^(tests|scripts|sandbox)/' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'what plays a vendor knows nothing of what it is played for',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(app|components|lib|tests|scripts)/|^(server|proxy)\\.ts$' },
    },
    {
      name: 'product-needs-no-dev-tools',
      severity: 'error',
      from: { path: product },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'running-needs-no-dev-tools',
      comment: 'whoever runs Jetway may have left them out; only what tests may reach them, by whatever path',
      severity: 'error',
      from: { path: '^(scripts|sandbox)/', pathNot: '^scripts/test(\\.ts$|/)' },
      to: { path: `^node_modules/(${Object.keys(devDependencies).join('|')})/`, reachable: true },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^(node_modules|lib/db/generated)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
}
