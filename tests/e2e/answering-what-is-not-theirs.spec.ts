import type { Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { actionsOfBuild } from '#tests/support/app/actions-of-build.ts'
import { withoutItsOwn } from '#tests/support/app/alike.ts'
import { ask, type Jetway, jetwayAt } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { askForPayload, callAction } from '#tests/support/app/press.ts'
import { signedInCookies } from '#tests/support/app/session-cookie.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildScene, type Scene } from '#tests/support/verbs/scene.ts'

/** Whatever names a row, of somebody else or of nobody. */
type Names = Record<
  'project' | 'slug' | 'connection' | 'server' | 'key' | 'link' | 'invitation' | 'person' | 'email' | 'credential',
  string
>
type Own = { project: string; connection: string; connectionId: string; server: string }
type Form = (names: Names, own: Own) => Record<string, string>

const namesOf = (scene: Scene): Names => ({
  project: scene.project.slug,
  slug: scene.connection.slug,
  connection: scene.connection.id,
  server: scene.server.id,
  key: scene.key.id,
  link: scene.authLinkId,
  invitation: scene.invitationId,
  person: scene.member.actor.personId,
  email: scene.member.actor.email,
  credential: scene.credential.id,
})

/** The same for things that do not exist, each of the same form. */
const namesOfNobody = (): Names => ({
  project: `p-${crypto.randomUUID().slice(0, 12)}`,
  slug: `c-${crypto.randomUUID().slice(0, 12)}`,
  connection: crypto.randomUUID(),
  server: crypto.randomUUID(),
  key: crypto.randomUUID(),
  link: crypto.randomUUID(),
  invitation: crypto.randomUUID(),
  person: crypto.randomUUID(),
  email: `nobody-${crypto.randomUUID()}@example.test`,
  credential: crypto.randomUUID(),
})

const pagesOfProject = (names: Names, own: Own): string[] => [
  ...['', '/connections', '/auth-links', '/agents', '/people', '/activity', '/settings'].map(
    (tab) => `/projects/${names.project}${tab}`,
  ),
  `/projects/${names.project}/connections/${names.slug}`,
  `/projects/${own.project}/connections/${names.slug}`,
  `/connect/${names.project}/${names.slug}`,
  `/connect/${own.project}/${names.slug}`,
  `/link/session?of=${names.link}`,
]
const pagesOfOrganization = ({ server }: Names): string[] => [`/servers/${server}`]

const connectionForm = { mode: 'per_person', toolPolicy: 'all', before: 'x' }
const headerForm = { 'input.name': 'X-Key', 'input.template': 'fixed' }
const at = (own: Own, tab: string) => `/projects/${own.project}/${tab}`
const atConnection = (own: Own) => at(own, `connections/${own.connection}`)

/** Action, the page of theirs from which it is called, what it names. */
const actionsOfProject: [action: string, on: (own: Own) => string, form: Form][] = [
  [
    'projects/[slug]/connections connectServerAction',
    (own) => at(own, 'connections'),
    ({ project }, own) => ({ project, serverId: own.server }),
  ],
  [
    'projects/[slug]/connections pauseConnectionAction',
    (own) => at(own, 'connections'),
    ({ connection }, own) => ({ project: own.project, id: connection }),
  ],
  [
    'projects/[slug]/connections resumeConnectionAction',
    (own) => at(own, 'connections'),
    ({ connection }, own) => ({ project: own.project, id: connection }),
  ],
  [
    'projects/[slug]/connections removeConnectionAction',
    (own) => at(own, 'connections'),
    ({ connection }, own) => ({ project: own.project, id: connection }),
  ],
  [
    'projects/[slug]/connections/[connection] updateConnectionAction',
    atConnection,
    ({ connection }, own) => ({ ...connectionForm, project: own.project, id: connection, slug: 'renamed' }),
  ],
  ['projects/[slug]/agents issueKeyAction', (own) => at(own, 'agents'), ({ project }) => ({ project, name: 'a key' })],
  [
    'projects/[slug]/auth-links createLinkAction',
    (own) => at(own, 'auth-links'),
    ({ project, connection }) => ({ project, 'connectionIds[]': connection, email: 'x@example.test' }),
  ],
  [
    'projects/[slug]/auth-links createLinkAction',
    (own) => at(own, 'auth-links'),
    ({ connection }, own) => ({ project: own.project, 'connectionIds[]': connection, email: 'x@example.test' }),
  ],
  ['projects/[slug]/auth-links replaceLinkAction', (own) => at(own, 'auth-links'), ({ link }) => ({ linkId: link })],
  ['projects/[slug]/auth-links revokeLinkAction', (own) => at(own, 'auth-links'), ({ link }) => ({ linkId: link })],
  [
    'projects/[slug]/settings updateProjectAction',
    (own) => at(own, 'settings'),
    ({ project }) => ({ project, name: 'Renamed' }),
  ],
  ['projects/[slug]/settings removeProjectAction', (own) => at(own, 'settings'), ({ project }) => ({ project })],
  [
    'projects/[slug]/settings addMemberAction',
    (own) => at(own, 'settings'),
    ({ project, email }) => ({ project, email }),
  ],
  [
    'projects/[slug]/settings changeMemberAction',
    (own) => at(own, 'settings'),
    ({ project, person }) => ({ project, personId: person, role: 'owner' }),
  ],
  [
    'projects/[slug]/settings handOverProjectAction',
    (own) => at(own, 'settings'),
    ({ project, person }) => ({ project, personId: person }),
  ],
  [
    'projects/[slug]/settings removeMemberAction',
    (own) => at(own, 'settings'),
    ({ project, person }) => ({ project, personId: person }),
  ],
  [
    'connect giveCredentialAction',
    () => '/me',
    ({ connection }) => ({ connectionId: connection, 'secret.access_token': 'x', storeUnverified: 'on' }),
  ],
  ['connect signInAction', () => '/me', ({ connection }) => ({ connectionId: connection })],
  ['connect signInItselfAction', () => '/me', ({ connection }) => ({ connectionId: connection })],
  ['connect revokeCredentialAction', () => '/me', ({ credential }) => ({ credentialId: credential })],
  ['connect tryAgainAction', () => '/me', ({ credential }) => ({ credentialId: credential })],
  ['connect takeOverCredentialAction', () => '/me', ({ credential }) => ({ credentialId: credential })],
  ['connect allowKeyAction', () => '/me', ({ key }) => ({ keyId: key })],
  ['connect refuseKeyAction', () => '/me', ({ key }) => ({ keyId: key })],
  ['connect revokeKeyAction', () => '/me', ({ key }) => ({ keyId: key })],
]
const actionsOfOrganization: typeof actionsOfProject = [
  [
    'projects/[slug]/connections connectServerAction',
    (own) => at(own, 'connections'),
    ({ server }, own) => ({ project: own.project, serverId: server }),
  ],
  [
    'projects/[slug]/agents issueKeyAction',
    (own) => at(own, 'agents'),
    ({ person }, own) => ({ project: own.project, name: 'a key', personId: person }),
  ],
  [
    'projects/[slug]/settings addMemberAction',
    (own) => at(own, 'settings'),
    ({ email }, own) => ({ project: own.project, email }),
  ],
  [
    'projects/[slug]/settings changeMemberAction',
    (own) => at(own, 'settings'),
    ({ person }, own) => ({ project: own.project, personId: person, role: 'owner' }),
  ],
  [
    'servers/[serverId] updateServerAction',
    (own) => `/servers/${own.server}`,
    ({ server }) => ({ serverId: server, name: 'Renamed' }),
  ],
  [
    'servers/[serverId] saveInputAction',
    (own) => `/servers/${own.server}`,
    ({ server }) => ({ ...headerForm, serverId: server }),
  ],
  [
    'servers/[serverId] removeInputAction',
    (own) => `/servers/${own.server}`,
    ({ server }) => ({ serverId: server, input: 'header authorization' }),
  ],
  ['servers/[serverId] setUpOauthAction', (own) => `/servers/${own.server}`, ({ server }) => ({ serverId: server })],
  ['servers/[serverId] removeOauthAction', (own) => `/servers/${own.server}`, ({ server }) => ({ serverId: server })],
  ['servers/[serverId] removeServerAction', (own) => `/servers/${own.server}`, ({ server }) => ({ serverId: server })],
  [
    'settings/people revokeInvitationAction',
    () => '/settings/people',
    ({ invitation }) => ({ invitationId: invitation }),
  ],
  ['settings/people issueResetAction', () => '/settings/people', ({ email }) => ({ email })],
  ['settings/people changeRoleAction', () => '/settings/people', ({ person }) => ({ personId: person, role: 'admin' })],
  ['settings/people removePersonAction', () => '/settings/people', ({ person }) => ({ personId: person })],
]

/** Those that name no row, or name it by a token. Those of link holders come to the same verbs as their members' twins. */
const namingNothing =
  /^(signOutAction|tellOfResetAction|link .*|(setup|reset|invitation)\/\[token\] .*|projects\/new .*|servers\/new(\/\[entry\])? .*|settings\/sign-in .*|settings\/people invitePersonAction)$/

test('every action that names a row is called below', () => {
  const called = new Set([...actionsOfProject, ...actionsOfOrganization].map(([action]) => action))
  const named = [...actionsOfBuild().keys()].filter((name) => !namingNothing.test(name))
  expect([...called].sort()).toEqual(named.sort())
})

test('what is of another organisation answers an admin exactly as what does not exist', async ({ run }) => {
  const [scene, others] = [await buildScene(), await buildScene()]
  const { admin, project, connection, server } = scene
  const own = { project: project.slug, connection: connection.slug, connectionId: connection.id, server: server.id }
  const pages = (names: Names) => [...pagesOfProject(names, own), ...pagesOfOrganization(names)]
  const seen = await seeBoth(jetwayAt(run), others, own, {
    cookies: await signedInCookies(admin),
    pages,
    actions: [...actionsOfProject, ...actionsOfOrganization],
  })
  expect(seen.theirs).toEqual(seen.nobodys)
})

test('a project of which somebody is no member answers them exactly as none', async ({ run }) => {
  const others = await buildScene()
  const { organizationId } = others.admin.actor
  const member: Context<UserActor> & { sessionId: string } = await buildAccount({ organizationId })
  const { project } = await buildProject({ owner: member })
  const connection = await buildConnection({ project, serverId: others.server.id })
  const own = {
    project: project.slug,
    connection: connection.slug,
    connectionId: connection.id,
    server: others.server.id,
  }
  const seen = await seeBoth(jetwayAt(run), others, own, {
    cookies: await signedInCookies(member),
    pages: (names) => pagesOfProject(names, own),
    actions: actionsOfProject,
  })
  expect(seen.theirs).toEqual(seen.nobodys)
})

test('to a stranger nothing that asks for no sign-in tells what exists', async ({ run }) => {
  const others = await buildScene()
  const own = { project: 'none', connection: 'none', connectionId: 'none', server: 'none' }
  const pages = (names: Names) => [...pagesOfProject(names, own), ...pagesOfOrganization(names)]
  const seen = await seeBoth(jetwayAt(run), others, own, { cookies: [], pages, actions: [] })
  expect(seen.theirs).toEqual(seen.nobodys)
})

test('every page that is not found is titled so', async ({ run, page, allowConsole, signedInAs }) => {
  const scene = await buildScene()
  const own = { project: scene.project.slug, connection: scene.connection.slug, connectionId: '', server: '' }
  const member = await buildAccount({ organizationId: scene.admin.actor.organizationId })
  const titlesOf = async (as: typeof member, paths: string[]) => {
    const cookies = await signedInCookies(as)
    const answers = await Promise.all(paths.map((path) => ask(jetwayAt(run), path, { cookies })))
    return answers.map(({ body }) => [...body.matchAll(/<title>([^<]*)/g)].map(([, title]) => title))
  }
  const nobodys = pagesOfProject(namesOfNobody(), own).filter((path) => path.startsWith('/projects'))
  const missing = [...nobodys, ...pagesOfOrganization(namesOfNobody()), '/servers/new/no.such~entry', '/nowhere']
  const notTheirs = [`/projects/${own.project}/agents`, '/settings/people', '/settings/audit']
  const title = 'Not found · Jetway'
  expect(await titlesOf(scene.admin, missing)).toEqual(missing.map(() => [title]))
  expect(await titlesOf(member, notTheirs)).toEqual(notTheirs.map(() => [title]))
  expect(await titlesOf(scene.admin, notTheirs)).toEqual([
    [`Agents · ${scene.project.name} · Jetway`],
    ['People · Jetway'],
    ['Audit · Jetway'],
  ])

  allowConsole(/status of 404/)
  await signedInAs('member')
  for (const path of [
    '/servers/nope',
    '/servers/new/nope',
    '/projects/nope',
    '/projects/nope/agents',
    '/settings/audit',
    '/nowhere',
  ]) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    await expect(page).toHaveTitle(title)
  }
})

type Asking = { cookies: string[]; pages: (names: Names) => string[]; actions: typeof actionsOfProject }

/** All pages and actions, once with the names of somebody else's things and once with those of nothing. */
async function seeBoth(jetway: Jetway, others: Scene, own: Own, asking: Asking) {
  const { organizationId } = others.admin.actor
  const before = await stateOf(organizationId)
  const theirs = await see(jetway, namesOf(others), own, asking)
  const nobody = { ...namesOfNobody(), ...(own.server === others.server.id && { server: own.server }) }
  const nobodys = await see(jetway, nobody, own, asking)
  expect(await stateOf(organizationId)).toEqual(before)
  return { theirs, nobodys }
}

async function see(jetway: Jetway, names: Names, own: Own, { cookies, pages, actions }: Asking) {
  const ids = actionsOfBuild()
  const generic = Object.fromEntries(Object.entries(names).map(([name, value]) => [`A-${name}`, value]))
  const seen: Record<string, unknown> = {}
  for (const [index, path] of pages(names).entries()) {
    seen[`page ${index}`] = withoutItsOwn(await ask(jetway, path, { cookies }), generic)
    seen[`payload ${index}`] = withoutItsOwn(await askForPayload(jetway, path, { cookie: cookies.join() }), generic)
  }
  const check = await ask(jetway, `/servers/${names.server}/check`, { method: 'POST', cookies, body: Buffer.alloc(0) })
  const { error } = JSON.parse(check.body)
  seen.check = [check.status, { ...error, requestId: '' }]
  for (const [index, [name, on, form]] of actions.entries()) {
    const action = ids.get(name) ?? ''
    const called = await callAction(jetway, on(own), { action, form: form(names, own), cookies })
    expect(called.body, name).toMatch(/"status":"failed"/)
    seen[`${index} ${name}`] = withoutItsOwn(called, generic)
  }
  return seen
}

/** What the database holds of an organisation, to a digest per table; who was here when apart. */
async function stateOf(organizationId: string): Promise<unknown> {
  const tables = await database().$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'organizationId' and table_name <> 'Session' order by 1`
  const digest = ({ name }: { name: string }) =>
    `select '${name}' as name, md5(string_agg(t::text, ',' order by t::text)) as md5 from "${name}" t where "organizationId" = '${organizationId}'`
  return database().$queryRawUnsafe(tables.map(digest).join(' union all '))
}
