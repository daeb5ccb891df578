import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { allowKeyAction, refuseKeyAction, revokeKeyAction } from '#app/connect/actions.ts'
import { AllowedKeys } from '#components/credential/allowed-keys.tsx'
import { KeyRequests } from '#components/credential/key-requests.tsx'
import { KeysOfOthers } from '#components/credential/keys-of-others.tsx'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Stack } from '#components/ui/panel.tsx'
import { readLinkTokens } from '#lib/auth/session.ts'
import { listCredentials, listLeftovers } from '#lib/auth-links/giving/list-credentials.ts'
import { listHeldProofs } from '#lib/auth-links/giving/take-over.ts'
import { currentContext, linkContext, requireContext } from '#lib/boundary/require-context.ts'
import { listKeysForPerson } from '#lib/projects/list-keys.ts'
import { Leftovers, MyProject } from './_parts/my-project.tsx'

export const metadata: Metadata = { title: 'My connections' }

export default async function MyConnectionsPage() {
  const isMember = (await currentContext()).actor.kind === 'user'
  if (!isMember && (await linkContext())) redirect('/link/session')
  const ctx = await requireContext()
  const [projects, leftovers, keys, held] = await Promise.all([
    listCredentials(ctx),
    listLeftovers(ctx),
    listKeysForPerson(ctx),
    listHeldProofs(ctx, await readLinkTokens()),
  ])
  return (
    <Page>
      <PageHeader
        title="My connections"
        description="What you have given, so that agents can work as you. Only you decide what stays."
      />
      <Stack gap="lg">
        <KeyRequests keys={keys} allow={allowKeyAction} refuse={refuseKeyAction} />
        {projects.map((one) => (
          <MyProject key={one.project.slug} {...one} held={held} />
        ))}
        {projects.length === 0 && (
          <EmptyState title="Nothing to connect yet. When a project you belong to gets a server, it waits for you here." />
        )}
        <AllowedKeys keys={keys} revoke={revokeKeyAction} />
        <KeysOfOthers keys={keys} answer={{ allow: allowKeyAction, revoke: revokeKeyAction }} />
        <Leftovers projects={leftovers} held={held} />
      </Stack>
    </Page>
  )
}
