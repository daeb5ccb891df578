import type { Region } from './types.ts'

export type RecordKind = 'conversation' | 'contact' | 'company'

const appHosts: Record<Region, string> = {
  us: 'https://app.intercom.com',
  eu: 'https://app.eu.intercom.com',
}

interface Place {
  region: Region
  id: string
}

export function toRecordUrl(workspace: Place, kind: RecordKind, id: string): string {
  const base = `${appHosts[workspace.region]}/a`
  if (kind === 'conversation') return `${base}/inbox/${workspace.id}/inbox/conversation/${id}`
  if (kind === 'contact') return `${base}/apps/${workspace.id}/users/${id}/all-conversations`
  return `${base}/apps/${workspace.id}/companies/${id}`
}

/** What an app address points at. `workspace` is null for `_`, which stands for one's own. */
export function parseRecordUrl(
  url: string,
): { region: Region; workspace: string | null; kind: RecordKind; id: string } | null {
  const region = (['us', 'eu'] as const).find((each) => url.startsWith(`${appHosts[each]}/a/`))
  if (region === undefined) return null
  const path = url.slice(appHosts[region].length).split(/[?#]/)[0] ?? ''
  const inbox = /^\/a\/inbox\/([^/]+)\/inbox\/(?:[^/]+\/)*conversation\/(\d+)\/?$/.exec(path)
  const people = /^\/a\/apps\/([^/]+)\/(users|companies)\/([0-9a-f-]+)(?:\/[^/]+)?\/?$/.exec(path)
  const workspace = inbox?.[1] ?? people?.[1]
  const id = inbox?.[2] ?? people?.[3]
  if (workspace === undefined || id === undefined) return null
  const kind = inbox ? 'conversation' : people?.[2] === 'users' ? 'contact' : 'company'
  return { region, workspace: workspace === '_' ? null : workspace, kind, id }
}
