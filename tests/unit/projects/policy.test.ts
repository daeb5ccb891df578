import { describe, expect, test } from 'vitest'
import type { Actor, OrgRole } from '#lib/context.ts'
import {
  canAnswerKey,
  canCreateProjects,
  canManageProject,
  canReadAllCalls,
  canRevokeKey,
  canUseProject,
} from '#lib/projects/policy.ts'

const user = (role: OrgRole, personId = 'me'): Actor => {
  return { kind: 'user', organizationId: 'o', personId, email: 'me@example.test', name: 'Me', role }
}
const holder = (projectId: string, proof = 'opening'): Actor => {
  return {
    kind: 'linkHolder',
    organizationId: 'o',
    personId: 'me',
    email: 'me@example.test',
    authLinkId: 'l',
    projectId,
    openingId: proof,
    proof,
    openedAt: new Date(),
  }
}
const agent: Actor = { kind: 'agentKey', organizationId: 'o', personId: 'me', keyId: 'k', projectId: 'p' }
const stranger: Actor = { kind: 'stranger' }
const [owned, joined, foreign] = [{ myRole: 'owner' }, { myRole: 'member' }, { myRole: null }] as const

describe('what a role in the project and in the organisation allows', () => {
  test.each([
    ['an owner', user('member'), owned, { manage: true, use: true, readAll: true }],
    ['a member', user('member'), joined, { manage: false, use: true, readAll: false }],
    ['a colleague', user('member'), foreign, { manage: false, use: false, readAll: false }],
    ['an auditor', user('auditor'), foreign, { manage: false, use: false, readAll: true }],
    ['an auditor who joined', user('auditor'), joined, { manage: false, use: true, readAll: true }],
    ['an admin', user('admin'), foreign, { manage: true, use: true, readAll: true }],
    ['a stranger', stranger, foreign, { manage: false, use: false, readAll: false }],
    ['a link holder', holder('p'), foreign, { manage: false, use: false, readAll: false }],
    ['an agent', agent, foreign, { manage: false, use: false, readAll: false }],
  ])('%s', (_, actor, project, may) => {
    expect({
      manage: canManageProject(actor, project),
      use: canUseProject(actor, project),
      readAll: canReadAllCalls(actor, project),
    }).toEqual(may)
  })

  test('auditors and those without a seat make no projects', () => {
    expect([user('admin'), user('member')].map(canCreateProjects)).toEqual([true, true])
    expect([user('auditor'), holder('p'), agent, stranger].map(canCreateProjects)).toEqual([false, false, false, false])
  })
})

describe('what may be done with a key', () => {
  const mine = { personId: 'me', projectId: 'p', createdById: 'owner', proof: 'opening' }
  const others = { personId: 'someone', projectId: 'p', createdById: 'owner', proof: 'signed_in' }

  test('only whom it acts for answers, by a link only in its project, never an agent for itself', () => {
    expect(canAnswerKey(user('member'), mine)).toBe(true)
    expect(canAnswerKey(holder('p'), mine)).toBe(true)
    expect(canAnswerKey(holder('other'), mine)).toBe(false)
    for (const actor of [user('admin'), holder('p'), agent, stranger]) expect(canAnswerKey(actor, others)).toBe(false)
    expect(canAnswerKey(agent, mine)).toBe(false)
  })

  test('its person, its maker, an owner and an admin revoke it', () => {
    expect(canRevokeKey(user('member'), mine, joined)).toBe(true)
    expect(canRevokeKey(user('member'), { ...others, createdById: 'me' }, joined)).toBe(true)
    expect(canRevokeKey(user('member'), others, owned)).toBe(true)
    expect(canRevokeKey(user('admin'), others, foreign)).toBe(true)
    expect(canRevokeKey(user('member'), others, joined)).toBe(false)
    expect(canRevokeKey(holder('p'), { ...others, createdById: 'me' }, foreign)).toBe(false)
  })

  test('by a link only what rests on the same opening is revoked', () => {
    expect(canRevokeKey(holder('p'), mine, foreign)).toBe(true)
    for (const proof of ['another', 'signed_in', null])
      expect(canRevokeKey(holder('p'), { ...mine, proof }, foreign)).toBe(false)
  })
})
