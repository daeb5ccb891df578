import * as z from 'zod'
import { rowId } from '../schema.ts'

const role = z.enum(['owner', 'member'], 'Choose what they may do.')
const personId = rowId

export const addMemberInput = z.object({
  email: z.string().trim().toLowerCase().pipe(z.email('Enter an e-mail address such as mia@example.com.')),
  role: role.default('member'),
})
export type AddMemberInput = z.input<typeof addMemberInput>

export const changeMemberInput = z.object({ personId, role })
export type ChangeMemberInput = z.input<typeof changeMemberInput>

export const memberInput = z.object({ personId })
export type MemberInput = z.input<typeof memberInput>
