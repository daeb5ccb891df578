import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What is made, and not written: it changes with the schema, and while it changes it is not whole. */
const made = 'lib/db/generated'

/** What the gateway is made of: `server.ts` and all of `lib` but what is made; folders with all that is in them. */
export function watchedPaths(root: string): string[] {
  return ['server.ts', ...pathsBeside(root, 'lib')]
}

/** The entries of a folder; the one on the way to `made` is taken apart. */
function pathsBeside(root: string, folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`
    if (path === made) return []
    return made.startsWith(`${path}/`) ? pathsBeside(root, path) : [path]
  })
}
