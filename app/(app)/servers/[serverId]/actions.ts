'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
import { AppError } from '#lib/errors.ts'
import type { RemoveOauthInput, SetUpOauthInput } from '#lib/servers/oauth/schema.ts'
import { type OauthSetUp, removeOauth, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import type { EditInput, UpdateServerInput } from '#lib/servers/schema.ts'
import { removeInputOfServer, type ServerChange, saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'

export const updateServerAction = formAction(async (ctx, form) =>
  tell(await updateServer(ctx, fields<UpdateServerInput>(form))),
)

export const saveInputAction = formAction(async (ctx, form) => {
  const { serverId, ...edit } = fields<EditInput & { serverId: string }>(form)
  return tell(await saveInputOfServer(ctx, serverId, edit))
})

export const removeInputAction = formAction(async (ctx, form) => {
  const { serverId, input } = fields<{ serverId: string; input: string }>(form)
  return tell(await removeInputOfServer(ctx, serverId, input))
})

export const setUpOauthAction = formAction(async (ctx, form) => {
  const input = fields<SetUpOauthInput>(form)
  const setUp = await setUpOauth(ctx, input)
  if (!setUp.ok) throw new AppError('upstream_failed', sentenceOf(setUp))
  revalidatePath(`/servers/${input.serverId}`)
  return { message: `People can sign in at ${new URL(setUp.issuer).host} now.` }
})

export const removeOauthAction = formAction(async (ctx, form) => {
  const input = fields<RemoveOauthInput>(form)
  await removeOauth(ctx, input)
  revalidatePath(`/servers/${input.serverId}`)
  return { message: 'The sign-in is removed.' }
})

/** With the issuer's own words, as a quotation. */
function sentenceOf({ message, said, issuer }: Extract<OauthSetUp, { ok: false }>): string {
  const host = issuer && URL.parse(issuer)?.host
  const quoted = said ? ` It says: “${said}”.` : ''
  return `${host ? `${host}: ` : ''}${message}${quoted} Nothing was changed.`
}

export const removeServerAction = formAction(async (ctx, form) => {
  await removeServer(ctx, fields<{ serverId: string }>(form).serverId)
  redirect('/servers')
})

const sentences: Record<ServerChange['credentials'], string> = {
  kept: 'Saved',
  removed: 'Saved. Stored values were removed: people give them again for the new address.',
  unverified: 'Saved. Stored values are unverified now.',
}

function tell({ server, credentials }: ServerChange): { message: string } {
  revalidatePath(`/servers/${server.id}`)
  return { message: sentences[credentials] }
}
