import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Stack } from '#components/ui/panel.tsx'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { AddedList } from './added-list.tsx'
import { toStepHref } from './steps.ts'

/** In place of a late step when nothing is kept: another tab was faster. Nothing new begins by looking at it. */
export function Gone({ onboarding: { key, title, added } }: { onboarding: OnboardingView }) {
  const isAdded = added.length > 0
  return (
    <Stack>
      <Alert
        live
        title={isAdded ? `${title} has been added already` : 'Nothing is begun here'}
        action={
          <ButtonLink size="sm" href={toStepHref(key, 'overview')}>
            {isAdded ? 'Add another one' : 'Begin'}
          </ButtonLink>
        }
      >
        What was begun here is finished or was discarded, perhaps in another tab.
      </Alert>
      {isAdded && <AddedList servers={added} />}
    </Stack>
  )
}
