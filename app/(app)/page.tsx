import { redirect } from 'next/navigation'
import { isAdmin } from '#lib/auth/authorize.ts'
import { requireContext } from '#lib/boundary/require-context.ts'

/** Where someone's work begins: admins take servers in, everyone else uses projects. */
export default async function StartPage() {
  const { actor } = await requireContext()
  redirect(isAdmin(actor) ? '/servers' : '/projects')
}
