import type { Metadata } from 'next'
import { CalmPage } from '#components/shell/calm-page.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { currentContext } from '#lib/boundary/require-context.ts'
import { SignInEnded } from './_parts/sign-in-ended.tsx'

export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

/** Where a way back from an issuer ends that belongs to no connection of whoever comes. */
export default async function ConnectIndex({ searchParams }: { searchParams: Promise<{ 'signed-in'?: string }> }) {
  const { 'signed-in': end } = await searchParams
  const { actor } = await currentContext()
  return (
    <CalmPage title="Connect" description="Connections are made from a link, from your agent, or from My connections.">
      <SignInEnded end={end} />
      <ButtonLink href={actor.kind === 'user' ? '/me' : '/link/session'} variant="primary" size="lg" wide>
        All my connections
      </ButtonLink>
    </CalmPage>
  )
}
