import * as z from 'zod'
import { emailAddress, nameOf, newPassword, oneLine, passwordLengthMax } from '#lib/auth/schema.ts'

export const orgRoles = ['admin', 'auditor', 'member'] as const
export const personNameMax = 100
export const organizationNameMax = 100

const role = z.enum(orgRoles, 'Choose a role.')
const token = z.string().max(100)
const id = z.uuid('That is not a person of this organisation.')

export const completeSetupInput = z.object({
  token,
  organization: nameOf('the name of your organisation', organizationNameMax),
  name: nameOf('your name', personNameMax),
  email: emailAddress,
  password: newPassword,
})
export type CompleteSetupInput = z.input<typeof completeSetupInput>

export const invitePersonInput = z.object({ email: emailAddress, role })
export type InvitePersonInput = z.input<typeof invitePersonInput>

export const revokeInvitationInput = z.object({ invitationId: id })
export type RevokeInvitationInput = z.input<typeof revokeInvitationInput>

export const acceptInvitationInput = z.object({
  token,
  name: nameOf('your name', personNameMax),
  password: newPassword,
})
export type AcceptInvitationInput = z.input<typeof acceptInvitationInput>

export const changeRoleInput = z.object({ personId: id, role })
export type ChangeRoleInput = z.input<typeof changeRoleInput>

export const removePersonInput = z.object({ personId: id })
export type RemovePersonInput = z.input<typeof removePersonInput>

export const resetPasswordInput = z.object({ token, password: newPassword })
export type ResetPasswordInput = z.input<typeof resetPasswordInput>

export const changePasswordInput = z.object({
  presentPassword: z
    .string({ error: 'Enter your present password.' })
    .min(1, 'Enter your present password.')
    .max(passwordLengthMax, 'This is not your present password.'),
  newPassword,
})
export type ChangePasswordInput = z.input<typeof changePasswordInput>

/** Filters come from an address that anyone can write: what is not understood counts as not given. */
export const listPeopleInput = z.object({
  q: oneLine(200).optional().catch(undefined),
  role: z.enum(orgRoles).optional().catch(undefined),
  after: oneLine(254).optional().catch(undefined),
})
export type ListPeopleInput = { q?: unknown; role?: unknown; after?: unknown }
