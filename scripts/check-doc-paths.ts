/** Documents tell the truth: paths they name exist, and npm scripts they name are in package.json. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const documents = globSync(['*.md', 'docs/**/*.md', 'catalog/*.md', 'tests/**/*.md'])
const rooms = 'app|catalog|components|docs|lib|prisma|sandbox|scripts|tests'
const pathInCode = new RegExp(`^(?:(?:${rooms})/[\\w()[\\]{}.,*<>/-]*|[\\w.-]+\\.(?:ts|tsx|js|cjs|mjs|json|md|yml))$`)
/** Names of formats, which look like files. */
const formats = new Set(['server.json', 'mcp.json'])
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

const complaints = [...documents.flatMap(checkDocument), ...Object.entries(scripts).flatMap(checkScript)]
for (const complaint of complaints) console.error(complaint)
process.exit(complaints.length === 0 ? 0 : 1)

function checkDocument(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const paths = [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, inner = '']) => inner)
    .filter((inner) => pathInCode.test(inner))
  const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
  return [
    ...paths.filter((path) => !isThere(path)).map((path) => `${file} names ${path}, which does not exist.`),
    ...links
      .filter((target) => !existsSync(join(dirname(file), target)))
      .map((target) => `${file} links to ${target}, which does not exist.`),
    ...commands
      .filter((name) => !(name in scripts))
      .map((name) => `${file} names the script ${name}, which package.json does not have.`),
  ]
}

/** `lib/*` and `app/<name>` stand for any; a bare file name may stand in any folder. */
function isThere(path: string): boolean {
  if (formats.has(path)) return true
  if (/[*<>{}]/.test(path)) return globSync(path.replaceAll(/<[^>]*>/g, '*')).length > 0
  if (path.includes('/')) return existsSync(path)
  return existsSync(path) || globSync(`{${rooms.replaceAll('|', ',')}}/**/${path}`).length > 0
}

function checkScript([name, command]: [string, string]): string[] {
  const files = command.match(/\b(?:scripts|tests)\/[\w./-]+\.ts\b/g) ?? []
  return files.filter((file) => !existsSync(file)).map((file) => `npm run ${name} runs ${file}, which does not exist.`)
}
