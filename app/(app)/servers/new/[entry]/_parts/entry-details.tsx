import { toPlace } from '#components/server/to-place.ts'
import { TextLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { Panel, Stack } from '#components/ui/panel.tsx'
import type { EntryView } from '#lib/catalog/view.ts'

const methods: Record<EntryView['methods'][number], string> = {
  header: 'a header',
  none: 'none needed',
  oauth: 'OAuth',
  query: 'a parameter of the address',
  path: 'a part of the address',
}

/** What fits into the column. */
const linkCharsMax = 32

export function EntryDetails({ entry }: { entry: EntryView }) {
  const addresses = [...entry.endpoints, ...entry.refused]
  return (
    <Stack>
      <Panel title="Server details">
        <dl className="flex flex-col gap-3">
          <Detail label="Transport">{entry.transport}</Detail>
          <Detail label="Type">{entry.serverType}</Detail>
          <Detail label={addresses.length === 1 ? 'Endpoint' : 'Endpoints'}>
            {addresses.map(({ url }) => (
              <div key={url}>
                <Code>{url}</Code>
              </div>
            ))}
          </Detail>
          {entry.deprecatedTransports.length > 0 && (
            <Detail label="Deprecated">
              {entry.deprecatedTransports.map(({ type, url }) => (
                <div key={url} className="text-muted">
                  {type.toUpperCase()} <Code>{url}</Code>
                </div>
              ))}
            </Detail>
          )}
          <Detail label="Categories">{entry.categories.join(', ') || 'none'}</Detail>
          <Detail label="Sign-in">{entry.methods.map((method) => methods[method]).join(' or ')}</Detail>
        </dl>
      </Panel>
      <Links entry={entry} />
    </Stack>
  )
}

function Detail({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

function Links({ entry }: { entry: EntryView }) {
  const documents = new Set([entry.documentationUrl, ...entry.references].filter((url) => url !== null))
  const references = [
    ...[...documents].map((url) => ({ href: url, label: toWords(url) })),
    ...(entry.websiteUrl ? [{ href: entry.websiteUrl, label: 'Website' }] : []),
    ...(entry.repositoryUrl ? [{ href: entry.repositoryUrl, label: 'Source' }] : []),
  ]
  return (
    <>
      {entry.related.length > 0 && (
        <Panel title="Related servers">
          <ul className="flex flex-wrap gap-x-3 gap-y-1">
            {entry.related.map(({ key, title }) => (
              <li key={key}>
                <TextLink href={`/servers/new/${key}`}>{title}</TextLink>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {references.length > 0 && (
        <Panel title="References">
          <ul className="flex flex-col gap-1">
            {references.map(({ href, label }) => (
              <li key={`${label} ${href}`}>
                <TextLink href={href}>{label}</TextLink>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function toWords(url: string): string {
  const place = toPlace(url)
  return place.length <= linkCharsMax ? place : `${place.slice(0, linkCharsMax - 1)}…`
}
