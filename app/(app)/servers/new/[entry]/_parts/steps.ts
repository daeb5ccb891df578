import type { Step } from '#components/shell/stepper.tsx'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { type OnboardingStep, onboardingSteps } from '#lib/servers/schema.ts'

export const stepLabels: Record<OnboardingStep, string> = {
  overview: 'Overview',
  connection: 'Connection',
  authorization: 'Authorization',
  review: 'Review',
}

export function toStepHref(key: string, step: OnboardingStep): string {
  return `/servers/new/${key}?step=${step}`
}

/** The step that is asked for, if the ones before it are done; else the first that is not. */
export function chooseStep(onboarding: OnboardingView, asked: string | undefined): OnboardingStep {
  if (!onboarding.canAdd) return 'overview'
  const first = reachable(onboarding)
  const step = onboardingSteps.find((one) => one === asked)
  if (!step) return onboarding.isResumed ? first : 'overview'
  return onboardingSteps.indexOf(step) <= onboardingSteps.indexOf(first) ? step : first
}

/** Only what was begun has a late step; where nothing is kept, it was finished or discarded meanwhile. */
export function isGone({ canAdd, isResumed }: OnboardingView, asked: string | undefined): boolean {
  return canAdd && !isResumed && (asked === 'authorization' || asked === 'review')
}

export function toSteps(onboarding: OnboardingView, current: OnboardingStep): Step[] {
  const last = onboardingSteps.indexOf(reachable(onboarding))
  return onboardingSteps.map((step, index) => ({
    label: stepLabels[step],
    state: step === current ? 'current' : index < last ? 'done' : 'todo',
    ...(step !== current && index <= last && { href: toStepHref(onboarding.key, step) }),
  }))
}

/** Reading the overview is no work: the next step is open at once. */
function reachable({ step }: OnboardingView): OnboardingStep {
  return step === 'overview' ? 'connection' : step
}
