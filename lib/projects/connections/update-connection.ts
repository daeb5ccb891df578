import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { mergeEdit } from '#lib/edit.ts'
import { invalidField } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { askWhomItTouches } from './ask-whom-it-touches.ts'
import { loadManaged, lockConnection, type ManagedConnection, orSlugTaken } from './internal.ts'
import { type UpdateConnectionInput, updateConnectionInput, type waits } from './schema.ts'
import { toToolsText, toWaits } from './view.ts'

/**
 * Changes slug, mode and allowed tools, as far as its form changed them. A change that takes something away from others is
 * made once it is confirmed. Credentials of the mode that is left are kept until someone changes back or revokes them.
 */
export async function updateConnection(
  ctx: Context,
  id: string,
  raw: UpdateConnectionInput,
): Promise<{ slug: string }> {
  const { organizationId, projectId } = await loadManaged(ctx, { id })
  const { seen, confirmed, keepsOwn, ...input } = updateConnectionInput.parse(raw)

  const slug = await orSlugTaken(
    ctx,
    { organizationId, projectId, slug: input.slug },
    inTransaction(ctx, async (tx) => {
      const connection = await loadManaged(tx, { id })
      await lockConnection(tx, connection)
      const now = await loadManaged(tx, { id })
      const fields = await fieldsOf(tx, now)
      const change = mergeEdit({ seen, given: toFields(input, fields), now: fields, say })
      if (Object.keys(change).length === 0) return null
      await askWhomItTouches(tx, now, { ...change, confirmed })
      await applyChange(tx, now, change, keepsOwn)
      return change.slug ?? now.slug
    }),
  )
  if (slug === null) return { slug: input.slug }
  publish({ kind: 'connection.changed', connectionId: id, projectId })
  return { slug }
}

type Parsed = Omit<ReturnType<typeof updateConnectionInput.parse>, 'seen' | 'confirmed' | 'keepsOwn'>
type Fields = ReturnType<typeof toFields>

type Waits = Record<keyof typeof waits, string>

/** What the form's fields hold, one text each. What is not given stays as it is `now`. */
function toFields({ slug, mode, toolPolicy, tools, ...given }: Parsed, now: Waits) {
  const answerSeconds = given.answerSeconds ?? now.answerSeconds
  const silenceMinutes = given.silenceMinutes ?? now.silenceMinutes
  const totalMinutes = given.totalMinutes ?? now.totalMinutes
  const texts = { slug, mode, toolPolicy, tools: toolPolicy === 'chosen' ? toToolsText(tools) : '' }
  return { ...texts, answerSeconds, silenceMinutes, totalMinutes }
}

async function fieldsOf({ db }: Context, connection: ManagedConnection): Promise<Fields> {
  const { id, slug, credentialMode, toolPolicy } = connection
  const rows = await db.connectionTool.findMany({ where: { connectionId: id }, select: { name: true } })
  return {
    ...toWaits(connection),
    ...{ slug, mode: credentialMode, toolPolicy, tools: toToolsText(rows.map(({ name }) => name)) },
  }
}

const words: Record<string, string> = {
  per_person: 'Each person',
  shared: 'Shared',
  all: 'All tools',
  chosen: 'Chosen tools',
}

function say(value: string, name: string): string {
  if (name === 'tools') return value === '' ? 'none' : value.split('\n').join(', ')
  return name === 'slug' ? value : (words[value] ?? value)
}

async function applyChange(
  tx: Context,
  connection: ManagedConnection,
  { slug, mode, toolPolicy, tools, ...waiting }: Partial<Fields>,
  keepsOwn: boolean,
): Promise<void> {
  const { id, organizationId, projectId } = connection
  if (tools !== undefined) {
    const names = tools === '' ? [] : tools.split('\n')
    await assertKnownTools(tx, connection, names)
    await tx.db.connectionTool.deleteMany({ where: { connectionId: id } })
    await tx.db.connectionTool.createMany({ data: names.map((name) => ({ connectionId: id, name })) })
  }
  const numbers = Object.fromEntries(Object.entries(waiting).map(([name, value]) => [name, Number(value)]))
  const data = {
    slug,
    credentialMode: mode,
    toolPolicy,
    ...numbers,
    ...(mode && { keepsOwn: mode === 'shared' && keepsOwn }),
  }
  const after = await tx.db.connection.update({
    where: { id, organizationId },
    data,
    select: { slug: true, credentialMode: true, toolPolicy: true, keepsOwn: true, tools: { select: { name: true } } },
  })
  await recordAudit(tx, {
    action: 'connection.update',
    target: { kind: 'connection', id, label: after.slug },
    projectId,
    details: {
      slug: after.slug,
      mode: after.credentialMode,
      keepsOwn: after.keepsOwn,
      toolPolicy: after.toolPolicy,
      tools: after.tools.map((tool) => tool.name),
      slugBefore: connection.slug,
      ...waiting,
    },
  })
}

/** A tool can be allowed when the server lists it, and stay allowed when the server stopped to. */
async function assertKnownTools(tx: Context, connection: ManagedConnection, tools: string[]): Promise<void> {
  const { id: connectionId, serverId } = connection
  const [listed, allowed] = [
    await tx.db.serverTool.findMany({ where: { serverId }, select: { name: true } }),
    await tx.db.connectionTool.findMany({ where: { connectionId }, select: { name: true } }),
  ]
  const known = new Set([...listed, ...allowed].map((tool) => tool.name))
  const odd = tools.find((name) => !known.has(name))
  if (odd !== undefined) throw invalidField('tools', 'The list of tools has changed meanwhile. Load the page again.')
}
