import { workspaceDigits } from './data/ids.ts'
import type { Region } from './data/types.ts'
import { createWorkspace, type Workspace, type WorkspaceOptions } from './data/workspace.ts'

const sandboxWorkspaces: readonly WorkspaceOptions[] = [
  { id: 'acme', name: 'Acme Analytics', product: 'Acme Analytics', region: 'us' },
  { id: 'globex', name: 'Globex Travel', product: 'Globex Journeys', region: 'us' },
  { id: 'nordlicht', name: 'Nordlicht Software', product: 'Nordlicht Ledger', region: 'eu' },
]

export interface Workspaces {
  ids(region: Region): string[]
  regionOf(id: string): Region
  /** Generated on first use. */
  get(id: string): Workspace
}

export function createWorkspaces(added: readonly WorkspaceOptions[], now?: number): Workspaces {
  const options = new Map([...sandboxWorkspaces, ...added].map((each) => [each.id, each]))
  assertApart([...options.keys()])
  const ready = new Map<string, Workspace>()
  function optionsOf(id: string): WorkspaceOptions {
    const found = options.get(id)
    if (found === undefined) throw new Error(`There is no workspace '${id}'`)
    return found
  }
  function regionOf(id: string): Region {
    return optionsOf(id).region ?? 'us'
  }
  return {
    ids: (region) => [...options.keys()].filter((id) => regionOf(id) === region),
    regionOf,
    get(id) {
      const workspace = ready.get(id) ?? createWorkspace({ ...(now === undefined ? {} : { now }), ...optionsOf(id) })
      ready.set(id, workspace)
      return workspace
    },
  }
}

function assertApart(ids: readonly string[]): void {
  if (new Set(ids.map(workspaceDigits)).size === ids.length) return
  throw new Error('Two of the workspaces would share record ids; rename one')
}
