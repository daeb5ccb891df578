import * as z from 'zod'
import { emailAddress } from '#lib/auth/schema.ts'
import { rowId } from '#lib/ids.ts'

const role = z.enum(['owner', 'member'], 'Choose what they may do.')

export const addMemberInput = z.object({
  email: emailAddress,
  role: role.default('member'),
})
export type AddMemberInput = z.input<typeof addMemberInput>

export const changeMemberInput = z.object({ personId: rowId, role })
export type ChangeMemberInput = z.input<typeof changeMemberInput>

export const memberInput = z.object({ personId: rowId })
export type MemberInput = z.input<typeof memberInput>
