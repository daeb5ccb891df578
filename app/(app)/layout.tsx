import { LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { AppShell } from '#components/shell/app-shell.tsx'
import { KeepSession } from '#components/shell/keep-session.tsx'
import { Button } from '#components/ui/button.tsx'
import { readCookie } from '#lib/auth/session.ts'
import { currentContext } from '#lib/boundary/require-context.ts'
import { findResetNotice } from '#lib/people/find-reset-notice.ts'
import { getOrganization } from '#lib/people/get-organization.ts'
import { ResetTold } from './_parts/reset-told.tsx'
import { resetToldCookie } from './_parts/reset-told-cookie.ts'
import { signOutAction } from './actions.ts'

/** The frame only. Each page asks for its own context, and sends away whoever has none. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const ctx = await currentContext()
  if (ctx.actor.kind !== 'user') return children
  const { name } = await getOrganization(ctx)
  const notice = await findResetNotice(ctx, await readCookie(resetToldCookie))
  return (
    <AppShell organization={name} person={{ name: ctx.actor.name, email: ctx.actor.email }} signOut={<SignOut />}>
      <KeepSession />
      {notice && <ResetTold notice={notice} />}
      {children}
    </AppShell>
  )
}

function SignOut() {
  return (
    <form action={signOutAction}>
      <Button type="submit" variant="quiet" size="sm" icon={<LogOut />}>
        Sign out
      </Button>
    </form>
  )
}
