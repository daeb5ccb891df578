/**
 * What a release leaves behind: an organisation whose people did, by the verbs that the pages use, everything that a later
 * release has to take over. Names in it are fixed, so that a test on its data can ask for them.
 */
import { findLinkActor, findUserActor } from '#lib/auth/session-row.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import type { Db } from '#lib/db/client.ts'
import { isAppError } from '#lib/errors.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { saveDraft, saveInputOfDraft } from '#lib/servers/onboarding/save-draft.ts'

export type Known = {
  password: string
  /** Agent keys, cookies of link sessions, tokens of links that nobody has used. */
  keys: Record<string, string>
  cookies: Record<string, string>
  links: Record<string, string>
}

export const project = 'support'
const password = 'a calm long sentence'
const headers = [
  {
    name: 'Authorization',
    template: 'Bearer {access_token}',
    fields: [{ name: 'access_token', label: 'Access token' }],
  },
]

const workspace = {
  name: 'X-Workspace',
  template: '{workspace}',
  isRequired: false,
  fields: [{ name: 'workspace', label: 'Workspace', isSecret: false, choices: ['eu', 'us'], default: 'eu' }],
}

/** Runs on an empty database; `serverUrl` is an MCP server that takes any token. */
export async function tellStory(db: Db, serverUrl: string): Promise<Known> {
  const known: Known = { password, keys: {}, cookies: {}, links: {} }
  const ada = await setUp(db)
  const [olga, max] = [await join(ada, 'olga'), await join(ada, 'max')]
  const { id: serverId } = await onboardServer(ada, { name: 'Echo', slug: 'echo', url: serverUrl, inputs: headers })
  await createProject(olga, { name: 'Support', slug: project })
  await addMember(olga, project, { email: max.actor.email, role: 'member' })
  const connect = (slug: string, mode: 'per_person' | 'shared') =>
    connectServer(olga, project, { serverId, slug, mode })
  const [echo, second] = [await connect('echo', 'per_person'), await connect('second', 'per_person')]
  const [pool, linked] = [await connect('pool', 'shared'), await connect('linked', 'shared')]

  const link = async (name: string, ids: string[], credentialMode: 'per_person' | 'shared' = 'per_person') => {
    const input = { project, email: emailOf(name), connectionIds: ids, credentialMode }
    return createLink(olga, input)
  }
  const open = async (url: string) => press(db, tokenOf(url))
  const keyFor = async (name: string, personId: string) => {
    const { id, text } = await issueKey(olga, project, { name, personId })
    known.keys[name] = text
    return id
  }
  const ownKey = async (ctx: Context, name: string) => {
    known.keys[name] = (await issueKey(ctx, project, { name })).text
  }

  // Members: own values, own keys, keys that an owner made for them.
  await give(max, echo.id, 'token-of-max')
  await give(olga, pool.id, 'token-of-the-pool')
  await ownKey(max, 'max')
  await allowKey(max, await keyFor('olga-for-max', max.actor.personId))
  await keyFor('pending-for-max', max.actor.personId)

  // A link holder, with one opening.
  const noah = await open((await link('noah', [echo.id])).url)
  known.cookies.noah = noah.cookie
  await give(noah.holder, echo.id, 'token-of-noah')
  await allowKey(noah.holder, await keyFor('noah', noah.holder.actor.personId))

  // One whose second link somebody else has opened, to allow a key.
  const lena = await open((await link('lena', [echo.id])).url)
  await give(lena.holder, echo.id, 'token-of-lena')
  const notLena = await open((await link('lena', [second.id])).url)
  known.cookies['not-lena'] = notLena.cookie
  await allowKey(notLena.holder, await keyFor('lena', notLena.holder.actor.personId))

  // One who gave by a link, and joined after it.
  const guest = await open((await link('jonas', [echo.id])).url)
  known.cookies.jonas = guest.cookie
  await give(guest.holder, echo.id, 'token-of-jonas-by-link')
  await allowKey(guest.holder, await keyFor('jonas-by-link', guest.holder.actor.personId))
  const jonas = await join(ada, 'jonas')
  await addMember(olga, project, { email: jonas.actor.email, role: 'member' })
  await give(jonas, second.id, 'token-of-jonas')
  await ownKey(jonas, 'jonas')

  // One for whom somebody else had opened a link and allowed a key before she joined.
  const notVera = await open((await link('vera', [echo.id, second.id])).url)
  await give(notVera.holder, second.id, 'token-planted-for-vera')
  await allowKey(notVera.holder, await keyFor('not-vera', notVera.holder.actor.personId))
  const vera = await join(ada, 'vera')
  await addMember(olga, project, { email: vera.actor.email, role: 'member' })
  await give(vera, echo.id, 'token-of-vera')

  // A shared set that came by a link, a link that was replaced, and one that a member opened signed in.
  const sam = await open((await link('sam', [linked.id], 'shared')).url)
  await give(sam.holder, linked.id, 'token-of-the-linked-set')
  const first = await link('rita', [echo.id])
  await open(first.url)
  const rita = await open((await replaceLink(olga, { linkId: first.id })).url)
  await give(rita.holder, echo.id, 'token-of-rita')
  const tom = await join(ada, 'tom')
  await openLink(tom, tokenOf((await link('tom', [echo.id])).url))
  await give(tom, echo.id, 'token-of-tom')
  await allowKey(tom, await keyFor('tom', tom.actor.personId))

  // One who opened two links in one browser.
  const mona = await open((await link('mona', [echo.id])).url)
  await give(mona.holder, echo.id, 'token-of-mona')
  await allowKey(mona.holder, await keyFor('mona', mona.holder.actor.personId))
  known.cookies.mona = (await press(db, tokenOf((await link('mona', [echo.id, second.id])).url), [mona.cookie])).cookie

  // A connection that is to share a set which nobody has given yet: everyone's own goes on.
  const later = await connect('later', 'per_person')
  await give(max, later.id, 'token-of-max-for-later')
  await shareLater(olga, later.id)

  // One whose password an admin's link has set anew: what others made for her waits.
  const rosa = await join(ada, 'rosa')
  await addMember(olga, project, { email: rosa.actor.email, role: 'member' })
  await give(rosa, echo.id, 'token-of-rosa')
  await ownKey(rosa, 'rosa')
  await allowKey(rosa, await keyFor('olga-for-rosa', rosa.actor.personId))
  await resetPassword(strangerOn(db), { token: tokenOf((await issueResetLink(ada, rosa.actor.email)).url), password })

  // Values in two headers, values that the server has refused, an onboarding that was begun.
  const two = { name: 'Two', slug: 'two', url: serverUrl, headers: [...headers, workspace] }
  const { id: twoId } = await onboardServer(ada, two)
  const inTwo = await connectServer(olga, project, { serverId: twoId, slug: 'two', mode: 'per_person' })
  await give(max, inTwo.id, 'token-of-max-in-two', { workspace: 'us' })
  const refused = await connect('refused', 'per_person')
  await give(max, refused.id, 'token-that-was-refused')
  const { id: refusedId } = await db.credential.findFirstOrThrow({ where: { connectionId: refused.id } })
  await rejectCredential(db, refusedId, 'The server does not take these values any more.')
  await saveDraft(ada, { entryKey: 'custom', step: 'connection', name: 'Begun', slug: 'begun', url: serverUrl })
  await saveInputOfDraft(ada, 'custom', { input: workspace })
  await saveDraft(ada, { entryKey: 'custom', step: 'authorization' })

  known.links.uma = tokenOf((await link('uma', [echo.id])).url)
  known.links.iris = tokenOf((await invitePerson(ada, { email: emailOf('iris'), role: 'member' })).url)
  return known
}

export function emailOf(name: string): string {
  return `${name}@example.test`
}

async function setUp(db: Db): Promise<Context<UserActor>> {
  const token = tokenOf((await issueSetupLink(db)) ?? '')
  const admin = { organization: 'Acme', name: 'Ada', email: emailOf('ada'), password }
  return signedIn(db, (await completeSetup(strangerOn(db), { ...admin, token })).sessionId)
}

async function join(admin: Context, name: string): Promise<Context<UserActor>> {
  const { url } = await invitePerson(admin, { email: emailOf(name), role: 'member' })
  const joined = await acceptInvitation(strangerOn(admin.db), { token: tokenOf(url), name, password })
  return signedIn(admin.db, joined.sessionId)
}

/** From each person's own to a shared set, whose question is answered. */
async function shareLater(owner: Context, id: string): Promise<void> {
  const change = { slug: 'later', mode: 'shared', toolPolicy: 'all', keepsOwn: true } as const
  const asked = await updateConnection(owner, id, change).then(
    () => undefined,
    (error: unknown) => (isAppError(error) ? error.details?.fields?.confirmed : undefined),
  )
  await updateConnection(owner, id, { ...change, confirmed: asked })
}

async function press(
  db: Db,
  token: string,
  held: string[] = [],
): Promise<{ holder: Context<LinkHolder>; cookie: string }> {
  const opened = await openLink(strangerOn(db), token, held)
  if (opened?.kind !== 'session') throw new Error(`The link did not open: ${opened?.kind}`)
  const actor = await findLinkActor(db, opened.cookie)
  if (!actor) throw new Error('The opening lets nobody in.')
  return { holder: { actor, db, requestId: crypto.randomUUID() }, cookie: opened.cookie }
}

async function give(ctx: Context, connectionId: string, token: string, value?: Record<string, string>): Promise<void> {
  const given = await giveCredential(ctx, { connectionId, secret: { access_token: token }, value })
  if (!given.ok) throw new Error(`A token was not taken: ${given.message}`)
}

async function signedIn(db: Db, sessionId: string): Promise<Context<UserActor>> {
  const actor = await findUserActor(db, sessionId)
  if (!actor) throw new Error('The session did not open.')
  return { actor, db, requestId: crypto.randomUUID() }
}

function strangerOn(db: Db): Context {
  return { actor: { kind: 'stranger' }, db, requestId: crypto.randomUUID() }
}

function tokenOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
