import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { customKey } from '#lib/servers/schema.ts'
import { keepDraftAction, saveConnectionAction } from '../actions.ts'
import { ConnectionForm } from './connection-form.tsx'
import { toStepHref } from './steps.ts'

export function ConnectionStep({ onboarding }: { onboarding: OnboardingView }) {
  const { entry, key, connection, check } = onboarding
  return (
    <ConnectionForm
      entryKey={key}
      isCustom={key === customKey}
      endpoints={entry?.endpoints.map(({ id, label, url }) => ({ id, label, url })) ?? []}
      notes={notesOf(onboarding)}
      transport={entry?.transport ?? 'Streamable HTTP'}
      connection={connection}
      check={check}
      backHref={toStepHref(key, 'overview')}
      save={saveConnectionAction}
      keep={keepDraftAction}
    />
  )
}

/** Where the service is, but this server is not. */
function notesOf({ entry }: OnboardingView): string[] {
  if (!entry) return []
  const regions = entry.regions.filter(({ isSupported }) => !isSupported)
  return [
    ...regions.map(({ label }) => `${label} is not offered by ${entry.title}.`),
    ...entry.refused.map(({ label, message }) => `${label}: ${message}`),
  ]
}
