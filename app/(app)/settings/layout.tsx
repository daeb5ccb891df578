import type { ReactNode } from 'react'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { TabNav } from '#components/shell/tab-nav.tsx'
import { isAdmin, isAuditor } from '#lib/auth/authorize.ts'
import { requireContext } from '#lib/boundary/require-context.ts'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await requireContext()
  const tabs = [
    ...(isAdmin(actor) ? [{ href: '/settings/people', label: 'People' }] : []),
    { href: '/settings/sign-in', label: 'My sign-in' },
    ...(isAuditor(actor) ? [{ href: '/settings/audit', label: 'Audit' }] : []),
  ]
  return (
    <Page>
      <PageHeader title="Settings" description="Who belongs here, how you sign in, and who changed what." />
      <TabNav label="Settings" tabs={tabs} />
      {children}
    </Page>
  )
}
