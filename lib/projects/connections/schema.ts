import * as z from 'zod'
import { confirmedField, seenFields } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import { slug } from '#lib/servers/schema.ts'

const toolsMax = 1000

const mode = z.enum(['per_person', 'shared'], 'Choose whose credentials are used.')

/** Slug and mode come from the server when they are left out. */
export const connectServerInput = z.object({
  serverId: z.string('Choose a server.').min(1, 'Choose a server.').pipe(rowId),
  slug: z.union([z.literal(''), slug]).default(''),
  mode: mode.optional(),
})
export type ConnectServerInput = z.input<typeof connectServerInput>

/** `tools` says which tools are allowed where they are chosen; it is ignored where all are. */
export const updateConnectionInput = z.object({
  slug,
  mode,
  toolPolicy: z.enum(['all', 'chosen'], 'Choose which tools agents may use.'),
  tools: z.array(z.string().min(1).max(256)).max(toolsMax).default([]),
  seen: seenFields,
  /** Where one set is to be shared from now on: until it is there, agents go on with what each person gave. */
  keepsOwn: z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false),
  confirmed: confirmedField,
})
export type UpdateConnectionInput = z.input<typeof updateConnectionInput>
