import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'
import { keepDraft, removeInputOfDraft, saveDraft, saveInputOfDraft } from '#lib/servers/onboarding/save-draft.ts'
import { signedIn } from '#tests/support/factories/context.ts'

const entryKey = 'com.intercom~mcp'
const us = { name: 'Intercom', slug: 'intercom', description: '', endpoint: 'us' }
const header = { name: 'X-Key', template: '{key}', fields: [{ name: 'key', label: 'Key' }] }

/** Both tabs have opened the Connection step as it is now. */
async function openTabs() {
  const ctx = await signedIn({ role: 'admin' })
  const { connection: seen } = await getOnboarding(ctx, entryKey)
  const stored = async () => (await getOnboarding(ctx, entryKey)).connection
  return { ctx, seen, stored }
}

describe('an onboarding in two tabs', () => {
  test('does not keep what the later tab types over what the other has kept, and tells it at the end of the step', async () => {
    const { ctx, seen, stored } = await openTabs()
    await keepDraft(ctx, { entryKey, ...us, name: 'Theirs', description: 'Also theirs', seen })
    await expect(keepDraft(ctx, { entryKey, ...us, name: 'Mine', seen })).rejects.toMatchObject({ code: 'conflict' })
    expect(await stored()).toMatchObject({ name: 'Theirs', description: 'Also theirs' })

    const mine = { entryKey, step: 'connection', ...us, name: 'Mine' } as const
    await expect(saveDraft(ctx, { ...mine, seen })).rejects.toMatchObject({
      code: 'conflict',
      details: {
        fields: {
          name: expect.stringContaining('meanwhile to “Theirs”, you to “Mine”'),
          description: expect.stringContaining('meanwhile to “Also theirs”, you to nothing'),
        },
        values: { 'now.name': 'Theirs', 'now.description': 'Also theirs' },
      },
    })
    await saveDraft(ctx, { ...mine, seen: await stored() })
    expect(await stored()).toMatchObject({ name: 'Mine', description: '' })
  })

  test('of many that keep what they typed at the same moment takes one, and tells the others', async () => {
    const { ctx, seen, stored } = await openTabs()
    const names = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']
    const tried = await Promise.allSettled(names.map((name) => keepDraft(ctx, { entryKey, ...us, name, seen })))
    const kept = names.filter((_, index) => tried[index]?.status === 'fulfilled')
    expect(kept).toHaveLength(1)
    expect((await stored()).name).toBe(kept[0])
  })

  test('loses none of the headers that are added at the same moment', async () => {
    const { ctx } = await openTabs()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    const names = ['X-One', 'X-Two', 'X-Three', 'X-Four']
    await Promise.all(names.map((name) => saveInputOfDraft(ctx, entryKey, { input: { ...header, name } })))
    const { inputs: headers } = await getOnboarding(ctx, entryKey)
    expect(headers.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })

  test('goes on in one tab that keeps what it typed, and finds it there again', async () => {
    const { ctx, seen, stored } = await openTabs()
    const typed = { ...us, name: 'Inter' }
    await keepDraft(ctx, { entryKey, ...typed, seen })
    await keepDraft(ctx, { entryKey, ...us, seen: { ...seen, ...typed } })
    await saveDraft(ctx, { entryKey, step: 'connection', ...us, seen: { ...seen, ...us } })
    expect(await stored()).toMatchObject(us)
  })

  test.each([
    [
      'a header was added',
      (ctx: Awaited<ReturnType<typeof openTabs>>['ctx']) => saveInputOfDraft(ctx, entryKey, { input: header }),
    ],
    [
      'the address was changed',
      (ctx: Awaited<ReturnType<typeof openTabs>>['ctx']) => keepDraft(ctx, { entryKey, ...us, name: 'Other' }),
    ],
  ])('confirms nothing that was not looked at: %s', async (_what, change) => {
    const { ctx } = await openTabs()
    await saveDraft(ctx, { entryKey, step: 'connection', ...us })
    const before = await getOnboarding(ctx, entryKey)
    await change(ctx)
    const confirm = (seenAs: string) => saveDraft(ctx, { entryKey, step: 'authorization', seenAs })
    await expect(confirm(before.seenAs)).rejects.toMatchObject({ code: 'conflict' })
    expect((await getOnboarding(ctx, entryKey)).step).toBe('authorization')
    const now = await getOnboarding(ctx, entryKey)
    await confirm(now.seenAs)

    await expect(finishDraft(ctx, { entryKey, seenAs: before.seenAs })).rejects.toMatchObject({ code: 'conflict' })
    const { organizationId } = ctx.actor
    expect(await database().server.count({ where: { organizationId } })).toBe(0)
    await finishDraft(ctx, { entryKey, seenAs: now.seenAs })
    expect(await database().server.count({ where: { organizationId } })).toBe(1)
  })

  test.each(['added it to the library', 'discarded it'])(
    'begins nothing anew where the other tab has %s',
    async (done) => {
      const { ctx } = await openTabs()
      await saveDraft(ctx, { entryKey, step: 'connection', ...us })
      await saveDraft(ctx, { entryKey, step: 'authorization' })
      const { seenAs } = await getOnboarding(ctx, entryKey)
      if (done === 'discarded it') await discardDraft(ctx, entryKey)
      else await finishDraft(ctx, { entryKey, seenAs })

      for (const late of [
        () => keepDraft(ctx, { entryKey, credentialMode: 'shared' }),
        () => finishDraft(ctx, { entryKey, seenAs }),
        () => saveInputOfDraft(ctx, entryKey, { input: header }),
        () => removeInputOfDraft(ctx, entryKey, 'header authorization'),
        () => saveDraft(ctx, { entryKey, step: 'authorization', seenAs }),
        () => saveDraft(ctx, { entryKey, step: 'review', credentialMode: 'shared' }),
      ])
        await expect(late()).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('or discarded'),
        })
      expect(await getOnboarding(ctx, entryKey)).toMatchObject({
        isResumed: false,
        added: done === 'discarded it' ? [] : [{ name: 'Intercom', createdAt: expect.any(Date) }],
      })
    },
  )

  test('says so where the other tab has started over', async () => {
    const { ctx, seen } = await openTabs()
    const typed = { ...us, name: 'Typed' }
    await keepDraft(ctx, { entryKey, ...typed, seen })
    await discardDraft(ctx, entryKey)
    const late = saveDraft(ctx, { entryKey, step: 'connection', ...typed, name: 'More', seen: { ...seen, ...typed } })
    await expect(late).rejects.toMatchObject({ code: 'conflict' })
  })
})
