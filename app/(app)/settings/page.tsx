import { redirect } from 'next/navigation'
import { isAdmin } from '#lib/auth/authorize.ts'
import { requireContext } from '#lib/boundary/require-context.ts'

export default async function SettingsPage() {
  const { actor } = await requireContext()
  redirect(isAdmin(actor) ? '/settings/people' : '/settings/sign-in')
}
