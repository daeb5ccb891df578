import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { titleOf } from '#app/(app)/_parts/titles.ts'
import { SandboxBadge } from '#components/server/sandbox-badge.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Stepper } from '#components/shell/stepper.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { orNotFound } from '#lib/boundary/or-not-found.ts'
import { requireContext } from '#lib/boundary/require-context.ts'
import { getOnboarding, type OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import type { OnboardingStep } from '#lib/servers/schema.ts'
import { AuthorizationStep } from './_parts/authorization-step.tsx'
import { ConnectionStep } from './_parts/connection-step.tsx'
import { Gone } from './_parts/gone.tsx'
import { ImportNote } from './_parts/import-note.tsx'
import { OverviewStep } from './_parts/overview-step.tsx'
import { ResumeNote } from './_parts/resume-note.tsx'
import { ReviewStep } from './_parts/review-step.tsx'
import { chooseStep, isGone, toStepHref, toSteps } from './_parts/steps.ts'

type Props = {
  params: Promise<{ entry: string }>
  searchParams: Promise<{ step?: string; resumed?: string; imported?: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const key = decodeURIComponent((await params).entry)
  return titleOf(getOnboarding(await requireContext(), key), () => 'New Server')
}

export default async function OnboardingPage({ params, searchParams }: Props) {
  const ctx = await requireContext()
  const { entry } = await params
  const { step: asked, resumed, imported } = await searchParams
  const onboarding = await orNotFound(getOnboarding(ctx, decodeURIComponent(entry)))
  const step = chooseStep(onboarding, asked)
  // The address names its step, so that going back leads to where one was.
  if (onboarding.isResumed && !asked) redirect(`${toStepHref(onboarding.key, step)}&resumed`)
  if (onboarding.isResumed && asked !== step) redirect(toStepHref(onboarding.key, step))
  const gone = isGone(onboarding, asked)
  const Step = gone ? Gone : parts[step]
  return (
    <Page>
      <PageHeader
        leading={<Monogram name={onboarding.title} size="lg" />}
        title={onboarding.title}
        description={onboarding.entry?.description ?? 'A server of your own, or one the catalog does not have.'}
        state={onboarding.entry?.isSandbox && <SandboxBadge />}
        breadcrumb={[
          { label: 'Server Library', href: '/servers' },
          { label: 'New Server', href: '/servers/new' },
        ]}
      />
      {onboarding.canAdd && !gone && <Stepper label="Steps of adding a server" steps={toSteps(onboarding, step)} />}
      {onboarding.isResumed && resumed !== undefined && <ResumeNote entryKey={onboarding.key} />}
      {onboarding.isResumed && imported !== undefined && <ImportNote dropped={Number(imported)} />}
      <Step onboarding={onboarding} />
    </Page>
  )
}

const parts: Record<OnboardingStep, (props: { onboarding: OnboardingView }) => React.ReactNode> = {
  overview: OverviewStep,
  connection: ConnectionStep,
  authorization: AuthorizationStep,
  review: ReviewStep,
}
