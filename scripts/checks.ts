/** The checks that need no database: each a command that fails with its own explanation. */
export type Check = { name: string; command: string; args: string[] }

const script = (file: string, ...args: string[]) => ({ command: process.execPath, args: [file, ...args] })
const tool = (name: string, ...args: string[]) => ({ command: `node_modules/.bin/${name}`, args })

export const checks: Check[] = [
  { name: 'format and lint', ...tool('biome', 'ci', '--colors=off', '--max-diagnostics=200') },
  { name: 'types of routes', ...tool('next', 'typegen') },
  { name: 'types', ...tool('tsc', '--noEmit', '--incremental', 'false', '--pretty', 'false', '-p', '.') },
  { name: 'room rules', ...script('scripts/check-rooms.ts') },
  { name: 'unused code', ...tool('knip', '--no-progress', '--no-config-hints') },
  { name: 'sizes', ...script('scripts/check-sizes.ts') },
  { name: 'paths in documents', ...script('scripts/check-doc-paths.ts') },
  { name: 'settings document', ...script('scripts/docs/settings-doc.ts', '--check') },
  { name: 'catalog document', ...script('scripts/docs/catalog-doc.ts', '--check') },
]
