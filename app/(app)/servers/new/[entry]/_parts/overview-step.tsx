import { ArrowRight } from 'lucide-react'
import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FormActions } from '#components/ui/form.tsx'
import { Panel, Stack } from '#components/ui/panel.tsx'
import type { EntryView } from '#lib/catalog/view.ts'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { AddedList } from './added-list.tsx'
import { EntryDetails } from './entry-details.tsx'
import { toStepHref } from './steps.ts'

export function OverviewStep({ onboarding }: { onboarding: OnboardingView }) {
  const { entry, canAdd, key, added } = onboarding
  return (
    <Stack gap="lg">
      <Verdict onboarding={onboarding} />
      {entry && added.length > 0 && <AddedList servers={added} />}
      {entry ? <EntryOverview entry={entry} /> : <CustomOverview />}
      {canAdd && (
        <FormActions>
          <ButtonLink href={toStepHref(key, 'connection')} variant="primary">
            Continue to Connection
            <ArrowRight />
          </ButtonLink>
        </FormActions>
      )}
    </Stack>
  )
}

function Verdict({ onboarding: { entry, canAdd, added } }: { onboarding: OnboardingView }) {
  if (entry?.whyNot) {
    return (
      <Alert tone="warning" title={entry.isByAddress ? 'Only by your own address' : 'Not in this version yet'}>
        {entry.whyNot}
      </Alert>
    )
  }
  if (!canAdd && added.length === 0)
    return <Alert>An admin of your organisation can take this server into the library.</Alert>
  return null
}

function EntryOverview({ entry }: { entry: EntryView }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
      <Stack>
        <Panel title="What it is for">
          <p className="max-w-prose">{entry.summary}</p>
          <Points points={entry.useCases} />
        </Panel>
        {entry.prerequisites.length + entry.requiredPermissions.length > 0 && (
          <Panel title="Before you start">
            <Points points={entry.prerequisites} />
            <Permissions permissions={entry.requiredPermissions} />
          </Panel>
        )}
        {entry.limits && (
          <Panel title="Limits">
            <p className="max-w-prose">{entry.limits}</p>
          </Panel>
        )}
        {entry.notes.length + entry.queryParameters.length > 0 && (
          <Panel title="Notes on its API">
            <Points points={entry.notes} />
            <QueryParameters names={entry.queryParameters} />
          </Panel>
        )}
      </Stack>
      <EntryDetails entry={entry} />
    </div>
  )
}

function CustomOverview() {
  return (
    <Panel title="What you need">
      <Points
        points={[
          'The address of a server that speaks MCP over Streamable HTTP; it often ends in /mcp.',
          'The names of the headers it wants, if it wants any. Values come later, from the people who connect.',
        ]}
      />
    </Panel>
  )
}

function Points({ points }: { points: string[] }) {
  if (points.length === 0) return null
  return (
    <ul className="mt-2 flex max-w-prose list-disc flex-col gap-1.5 pl-5 marker:text-faint first:mt-0">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  )
}

function Permissions({ permissions }: { permissions: string[] }) {
  if (permissions.length === 0) return null
  return (
    <div className="mt-4">
      <p className="text-muted">The credential needs these permissions:</p>
      <Points points={permissions} />
    </div>
  )
}

function QueryParameters({ names }: { names: string[] }) {
  if (names.length === 0) return null
  return (
    <p className="mt-2 max-w-prose first:mt-0">
      Its address understands {names.join(', ')}. To set one, add the server by URL. Never put a secret there.
    </p>
  )
}
