import * as z from 'zod'
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { AppError, invalidField } from '#lib/errors.ts'
import { suggestSlug } from '../internal.ts'
import { canChangeLibrary } from '../policy.ts'
import { customKey } from '../schema.ts'
import { findDraftData, inDraft, mergeDraft } from './draft.ts'
import { type Imported, importField, readImport } from './read-import.ts'

/** More than any file of the kind that people have. */
const textCharsMax = 200_000

export const importInput = z.object({
  secret: z.object({
    text: z.string().trim().min(1, 'Paste the file here.').max(textCharsMax, 'This is more than such a file holds.'),
  }),
  which: z.string().trim().max(200).default(''),
})

export type ImportInput = z.input<typeof importInput>

/** `dropped`: how many values were left out. */
export type BegunImport = { name: string; dropped: number }

/**
 * Begins the onboarding of a server that is described in a text, as one of this admin's own: each step is still theirs to look at.
 * Nothing of the text is kept but what the server is called, where it is, and what it asks for. Throws `invalid` where it describes
 * none, or several and `which` names none of them; `conflict` while another one is begun.
 */
export async function importServer(ctx: Context, raw: ImportInput): Promise<BegunImport> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { secret, which } = importInput.parse(raw)
  const server = choose(readImport(secret.text), which)
  await inDraft(ctx, customKey, async (tx) => {
    if (await findDraftData(tx, customKey))
      throw new AppError('conflict', 'You have begun another server of your own. Finish or discard it first.')
    const { name, description, url, inputs } = server
    const slug = await suggestSlug(tx, name)
    await mergeDraft(tx, customKey, { connection: { name, slug, description, url }, inputs })
  })
  return { name: server.name, dropped: server.dropped.length }
}

function choose({ servers, others }: ReturnType<typeof readImport>, which: string): Imported {
  const [only] = servers
  if (which === '' && servers.length === 1 && only) return only
  const named = which.toLowerCase()
  const found = servers.find(({ name }) => name.toLowerCase() === named)
  if (found) return found
  const unusable =
    others.find(({ name }) => name.toLowerCase() === named) ?? (servers.length === 0 ? others[0] : undefined)
  if (unusable) throw invalidField(importField, `${unusable.name}: ${unusable.why}`)
  const names = servers.map(({ name }) => name).join(', ')
  throw invalidField('which', `Say which: ${names}.`)
}
