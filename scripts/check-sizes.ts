/** The sizes that Biome does not know: files in a folder, depth under lib, lines of the two front documents. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

const filesPerFolderMax = 20
const depthUnderLibMax = 3
const documentLinesMax: Record<string, number> = { 'README.md': 80, 'docs/architecture.md': 100 }
const code = '{app,catalog,components,docs,lib,prisma,sandbox,scripts,tests}/**/*'
const roomyFolders = /^(tests\/e2e|prisma\/migrations|lib\/db\/generated)(\/|$)/

const files = globSync(code, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative('', join(entry.parentPath, entry.name)))

const complaints = [...crowdedFolders(), ...deepFolders(), ...barrels(), ...longDocuments()]
for (const complaint of complaints) console.error(complaint)
process.exit(complaints.length === 0 && files.length > 0 ? 0 : 1)

function crowdedFolders(): string[] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return [...counts]
    .filter(([folder, count]) => count > filesPerFolderMax && !roomyFolders.test(folder))
    .map(([folder, count]) => `${folder} holds ${count} files (at most ${filesPerFolderMax}): split it by subject.`)
}

function deepFolders(): string[] {
  const folders = new Set(files.filter((file) => file.startsWith('lib/') && !roomyFolders.test(file)).map(dirname))
  return [...folders]
    .filter((folder) => folder.split('/').length - 1 > depthUnderLibMax)
    .map((folder) => `${folder} is more than ${depthUnderLibMax} folders deep under lib.`)
}

function barrels(): string[] {
  return files
    .filter((file) => /^index\.tsx?$/.test(basename(file)))
    .map((file) => `${file} is a barrel: import the file that owns the symbol, and name this one after what it does.`)
}

function longDocuments(): string[] {
  return Object.entries(documentLinesMax).flatMap(([file, max]) => {
    const [found] = globSync(file)
    if (!found) return []
    const lines = readFileSync(found, 'utf8').trimEnd().split('\n').length
    return lines > max ? [`${file} has ${lines} lines (at most ${max}).`] : []
  })
}
