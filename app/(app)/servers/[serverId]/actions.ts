'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { fields } from '#lib/boundary/fields.ts'
import { formAction } from '#lib/boundary/form-action.ts'
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
