import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const manifest = join(import.meta.dirname, '../../../.next/server/server-reference-manifest.json')

/** The ids of all server actions in the build, each by its folder and its name: `projects/[slug]/settings removeProjectAction`. */
export function actionsOfBuild(): Map<string, string> {
  const { node } = JSON.parse(readFileSync(manifest, 'utf8')) as { node: Record<string, Action> }
  return new Map(Object.entries(node).map(([id, { filename, exportedName }]) => [nameOf(filename, exportedName), id]))
}

type Action = { filename: string; exportedName: string }

function nameOf(filename: string, exportedName: string): string {
  const folder = filename
    .replace(/^app\//, '')
    .replaceAll('(app)/', '')
    .replace(/\/?actions\.ts$/, '')
  return `${folder} ${exportedName}`.trim()
}
