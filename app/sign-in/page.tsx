import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { safeNext } from '#lib/auth/safe-next.ts'
import { currentContext } from '#lib/boundary/require-context.ts'
import { needsSetup } from '#lib/people/find-link.ts'
import { SignInForm } from './_parts/sign-in-form.tsx'

export const metadata: Metadata = { title: 'Sign in' }

type Query = Promise<{ next?: string | string[] }>

export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const next = safeNext((await searchParams).next)
  const ctx = await currentContext()
  if (ctx.actor.kind === 'user') redirect(next)
  if (await needsSetup(ctx)) {
    return (
      <CalmPage
        title="Jetway is not set up yet"
        description="Whoever runs it opens the link that it printed when it started. A restart prints a new one."
      />
    )
  }
  return (
    <CalmPage
      title="Sign in"
      footer="Password forgotten? An admin of your organisation can give you a link for a new one."
    >
      <SignInForm next={next} />
    </CalmPage>
  )
}
