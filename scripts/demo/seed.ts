/** Makes the demo's organisation as its people would: every row by the verb that the pages use. */

import { findUserActor } from '#lib/auth/session-row.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { toEntryKey } from '#lib/catalog/schema.ts'
import type { Context, UserActor } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { checkDraft } from '#lib/servers/onboarding/check-draft.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { saveDraft } from '#lib/servers/onboarding/save-draft.ts'
import type { Sandbox } from '#sandbox/start-sandbox.ts'
import type { VendorServer } from '#sandbox/vendor/start-vendor.ts'
import type { DemoState, Seeded } from './state.ts'

type Person = DemoState['admin']

const organization = 'Acme (sandbox)'

export async function seedDemo(db: Db, { admin, members }: DemoState, sandbox: Sandbox): Promise<Seeded> {
  const mia = await setUp(db, admin)
  const [noah, lena] = [await join(mia, members[0]), await join(mia, members[1])]
  const { intercom, slack, gmail } = sandbox

  const { slug: project } = await createProject(mia, {
    name: 'Support agents',
    slug: 'support-agents',
    description: 'Answers customers with what Intercom, Slack and Gmail know.',
  })
  for (const { email } of members) await addMember(mia, project, { email, role: 'member' })
  const connect = async (entryName: string, slug: string, vendor?: VendorServer) => {
    const serverId = await onboard(mia, entryName)
    await signInAt(mia, serverId, vendor)
    await connectServer(mia, project, { serverId, slug, mode: 'per_person' })
    return { project, connection: slug }
  }

  const toIntercom = await connect('com.intercom/mcp', 'intercom')
  await give(noah, toIntercom, { access_token: intercom.tokens.acme })
  await give(lena, toIntercom, { access_token: intercom.tokens.globex })
  const toSlack = await connect('com.slack/mcp', 'slack', slack)
  await give(noah, toSlack, { user_token: slack.makeToken('Acme Analytics') })
  // Gmail is left for whoever tries the demo: an agent that calls it is told where to sign in.
  await connect('com.google.gmail/mcp', 'gmail', gmail)
  const { text: agentKey } = await issueKey(noah, project, { name: 'Demo agent' })
  return { project, agentKey }
}

async function setUp(db: Db, admin: Person): Promise<Context<UserActor>> {
  const link = await issueSetupLink(db)
  if (!link) throw new Error('The demo has been set up before.')
  const { sessionId } = await completeSetup(strangerOn(db), { ...admin, organization, token: tokenOf(link) })
  return signedIn(db, sessionId)
}

async function join(admin: Context, person: Person): Promise<Context<UserActor>> {
  const { url } = await invitePerson(admin, { email: person.email, role: 'member' })
  const { name, password } = person
  const { sessionId } = await acceptInvitation(strangerOn(admin.db), { token: tokenOf(url), name, password })
  return signedIn(admin.db, sessionId)
}

/** The stepper, from the first step to the last. */
async function onboard(admin: Context, entryName: string): Promise<string> {
  const entryKey = toEntryKey(entryName)
  const { connection } = await getOnboarding(admin, entryKey)
  const { endpoint, name, slug, description } = connection
  await saveDraft(admin, { step: 'connection', entryKey, endpoint, name, slug, description })
  await checkDraft(admin, { entryKey, endpoint })
  await saveDraft(admin, { step: 'authorization', entryKey })
  return (await finishDraft(admin, { entryKey, credentialMode: 'per_person' })).id
}

/** With the client that the vendor has made for Jetway; without one, Jetway registers itself. */
async function signInAt(admin: Context, serverId: string, vendor?: VendorServer): Promise<void> {
  const own = vendor && { clientId: vendor.ownClient.id, secret: { client: vendor.ownClient.secret } }
  const setUp = await setUpOauth(admin, { serverId, ...own })
  if (!setUp.ok)
    throw new Error(
      `The sandbox did not let Jetway sign people in: ${setUp.message} ${setUp.said ?? ''} ${setUp.redirectUri}`,
    )
}

type Address = { project: string; connection: string }

async function give(person: Context, address: Address, secret: Record<string, string>): Promise<void> {
  const { connectionId } = await getConnectionToGive(person, address)
  const given = await giveCredential(person, { connectionId, secret })
  if (!given.ok || given.state !== 'verified') throw new Error('The sandbox did not take its own token.')
}

async function signedIn(db: Db, sessionId: string): Promise<Context<UserActor>> {
  const actor = await findUserActor(db, sessionId)
  if (!actor) throw new Error('The session that was just opened is not there.')
  return { actor, db, requestId: crypto.randomUUID() }
}

function strangerOn(db: Db): Context {
  return { actor: { kind: 'stranger' }, db, requestId: crypto.randomUUID() }
}

function tokenOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1)
}
