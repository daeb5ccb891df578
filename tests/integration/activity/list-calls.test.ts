import { describe, expect, test } from 'vitest'
import { listCallFilters, listCalls } from '#lib/activity/list-calls.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { buildCalls, callOf } from '#tests/support/factories/calls.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

describe('listCalls', () => {
  test('shows the newest first, with times, never arguments', async () => {
    const { project, owner } = await buildProject()
    const { personId, name, email } = owner.actor
    await buildCalls([
      callOf(project, { personId, tool: 'old', at: minutesAgo(5) }),
      callOf(project, { personId, tool: 'new', outcome: 'tool_error', upstreamMs: null }),
    ])
    const { calls, older } = await listCalls(owner, project.slug)
    expect(calls.map((call) => call.tool)).toEqual(['new', 'old'])
    expect(calls[0]).toMatchObject({
      who: { name, email, opening: null },
      outcome: 'tool_error',
      upstreamMs: null,
      gatewayMs: 1.5,
    })
    expect(older).toBeNull()
  })

  test('shows members what was called as them; owners, admins and auditors everything', async () => {
    const { project, owner } = await buildProject()
    const { organizationId, slug } = project
    const member = await memberOf(project)
    await buildCalls([
      callOf(project, { personId: owner.actor.personId }),
      callOf(project, { personId: member.actor.personId, tool: 'mine' }),
    ])
    expect((await listCalls(member, slug)).calls.map((call) => call.tool)).toEqual(['mine'])
    const sneaky = await listCalls(member, slug, { person: owner.actor.personId })
    expect(sneaky.calls).toEqual([])
    const readers = [
      owner,
      await signedIn({ organizationId, role: 'admin' }),
      await signedIn({ organizationId, role: 'auditor' }),
    ]
    for (const ctx of readers) expect((await listCalls(ctx, slug)).calls).toHaveLength(2)
  })

  test('calls the opening of a link by its address, and says that it is one', async () => {
    const { holder, project, owner } = await buildOpenedLink()
    const { personId, proof, email } = holder.actor
    await buildCalls([
      callOf(project, { personId, proof }),
      callOf(project, { personId, proof: undefined, at: minutesAgo(1) }),
    ])
    const { calls } = await listCalls(owner, project.slug)
    expect(calls.map(({ who }) => who)).toEqual([
      { name: email, email, opening: expect.objectContaining({ name: expect.stringContaining('the link for') }) },
      { name: email, email, opening: null },
    ])
  })

  test('is not found by strangers and closed to link holders', async () => {
    const { project } = await buildProject()
    const { organizationId, slug } = project
    for (const ctx of [await signedIn({ organizationId }), await signedIn({ role: 'auditor' })])
      await expect(listCalls(ctx, slug)).rejects.toMatchObject({ code: 'not_found' })
    await expect(listCalls(await linkHolderOf(project), slug)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listCalls(stranger(), slug)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('keeps the calls of other projects out', async () => {
    const { project, owner } = await buildProject()
    const other = await buildProject({ owner })
    await buildCalls([callOf(other.project, { personId: owner.actor.personId })])
    expect((await listCalls(owner, project.slug)).calls).toEqual([])
  })

  test('filters by person, connection, tool, outcome and time', async () => {
    const { project, owner } = await buildProject()
    const { personId } = owner.actor
    const other = (await memberOf(project)).actor.personId
    await buildCalls([
      callOf(project, { personId, tool: 'a' }),
      callOf(project, { personId: other, tool: 'b' }),
      callOf(project, { personId, tool: 'c', connectionSlug: 'linear' }),
      callOf(project, { personId, tool: 'd', outcome: 'denied' }),
      callOf(project, { personId, tool: 'e', at: minutesAgo(90) }),
    ])
    const toolsOf = async (filter: Parameters<typeof listCalls>[2]) =>
      (await listCalls(owner, project.slug, filter)).calls.map((call) => call.tool).sort()
    expect(await toolsOf({ person: other })).toEqual(['b'])
    expect(await toolsOf({ connection: 'linear' })).toEqual(['c'])
    expect(await toolsOf({ tool: 'A' })).toEqual(['a'])
    expect(await toolsOf({ outcome: 'denied' })).toEqual(['d'])
    expect(await toolsOf({ since: 'hour' })).toEqual(['a', 'b', 'c', 'd'])
    expect(await toolsOf({ since: 'day', person: personId, connection: 'intercom' })).toEqual(['a', 'd', 'e'])
  })

  test('takes the signs of a pattern in a tool’s name for themselves', async () => {
    const { project, owner } = await buildProject()
    const { personId } = owner.actor
    await buildCalls(['get_user', 'getXuser', '100%'].map((tool) => callOf(project, { personId, tool })))
    const toolsOf = async (tool: string) =>
      (await listCalls(owner, project.slug, { tool })).calls.map((call) => call.tool)
    expect(await toolsOf('GET_U')).toEqual(['get_user'])
    expect(await toolsOf('%')).toEqual(['100%'])
    expect(await toolsOf('\\')).toEqual([])
  })

  test('takes a filter it does not understand for none', async () => {
    const { project, owner } = await buildProject()
    await buildCalls([callOf(project, { personId: owner.actor.personId })])
    const odd = { outcome: 'exploded', since: 'forever', after: "' or 1=1", tool: '' }
    expect((await listCalls(owner, project.slug, odd)).calls).toHaveLength(1)
  })

  test('pages without losing or repeating calls of the same moment', async () => {
    const { project, owner } = await buildProject()
    const { personId } = owner.actor
    const at = new Date()
    await buildCalls(Array.from({ length: 120 }, (_, i) => callOf(project, { personId, at, tool: `t${i}` })))
    const seen: (string | null)[] = []
    let after: string | undefined
    let pages = 0
    do {
      const page = await listCalls(owner, project.slug, { after })
      seen.push(...page.calls.map((call) => call.tool))
      after = page.older ?? undefined
      pages += 1
    } while (after)
    expect(pages).toBe(3)
    expect(new Set(seen).size).toBe(120)
    expect(seen).toHaveLength(120)
  })
})

describe('listCallFilters', () => {
  test('names connections to all, people only to those who read everyone’s calls', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    await buildConnection({ project, slug: 'linear' })
    await buildConnection({ project, slug: 'intercom' })
    await buildKey(project, { personId: member.actor.personId })
    expect(await listCallFilters(owner, project.slug)).toEqual({
      people: [{ id: member.actor.personId, name: member.actor.name }],
      connections: ['intercom', 'linear'],
    })
    expect((await listCallFilters(member, project.slug)).people).toEqual([])
  })
})
