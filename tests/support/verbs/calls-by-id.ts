/**
 * Each verb, called soundly but for one id (or slug, key, token, address: whatever names a row), which is the test's. `all`
 * marks a filter: not understood, it counts as not given. `none` marks a look at a token, which finds nothing, and `new` a name
 * to be, which any text may be that has its form. What is `optional` may be left out.
 */
import { listCallFilters, listCalls } from '#lib/activity/list-calls.ts'
import { exportAudit } from '#lib/audit/export-audit.ts'
import { listAudit } from '#lib/audit/list-audit.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { findOpenedLinkId, getOpenedLink } from '#lib/auth-links/get-opened-link.ts'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { listCredentials } from '#lib/auth-links/giving/list-credentials.ts'
import { revokeGiven } from '#lib/auth-links/giving/revoke-given.ts'
import { takeOverCredential } from '#lib/auth-links/giving/take-over.ts'
import { tryAgain } from '#lib/auth-links/giving/try-again.ts'
import { listAskable } from '#lib/auth-links/list-askable.ts'
import { listGivers } from '#lib/auth-links/list-givers.ts'
import { listLinks } from '#lib/auth-links/list-links.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { previewLink } from '#lib/auth-links/preview-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { signInClient } from '#lib/auth-links/signing-in/sign-in-client.ts'
import { getEntry } from '#lib/catalog/get-entry.ts'
import { searchCatalog } from '#lib/catalog/search-catalog.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { newToken } from '#lib/crypto/token.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { listPeople } from '#lib/people/list-people.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import { requireCallReader, requireProjectMember, requireProjectOwner } from '#lib/projects/access.ts'
import { allowKey, refuseKey } from '#lib/projects/answer-key.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { getConnection } from '#lib/projects/connections/get-connection.ts'
import { listConnectable } from '#lib/projects/connections/list-connectable.ts'
import { listConnections } from '#lib/projects/connections/list-connections.ts'
import { pauseConnection, resumeConnection } from '#lib/projects/connections/pause-connection.ts'
import { removeConnection } from '#lib/projects/connections/remove-connection.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { listKeyHolders } from '#lib/projects/list-key-holders.ts'
import { listKeys } from '#lib/projects/list-keys.ts'
import { getProject } from '#lib/projects/list-projects.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { changeMember, handOverProject } from '#lib/projects/members/change-member.ts'
import { listMembers } from '#lib/projects/members/list-members.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { countProjectParts, removeProject } from '#lib/projects/remove-project.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { updateProject } from '#lib/projects/update-project.ts'
import { checkServer } from '#lib/servers/check-server.ts'
import { getServer } from '#lib/servers/get-server.ts'
import { listServers } from '#lib/servers/list-servers.ts'
import { removeOauth, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { checkDraft } from '#lib/servers/onboarding/check-draft.ts'
import { finishDraft } from '#lib/servers/onboarding/finish-draft.ts'
import { getOnboarding } from '#lib/servers/onboarding/get-onboarding.ts'
import { discardDraft } from '#lib/servers/onboarding/list-drafts.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { keepDraft, removeInputOfDraft, saveDraft, saveInputOfDraft } from '#lib/servers/onboarding/save-draft.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import { removeInputOfServer, saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'
import type { Scene } from './scene.ts'

/** Whatever comes; typed so that every verb can be given it. */
// biome-ignore lint/suspicious/noExplicitAny: this is what the tests are about
type Anything = any
export type Call = (scene: Scene, id: Anything) => Promise<unknown>
type Outcome = 'refused' | 'all' | 'none' | 'new' | 'optional'

const header = { name: 'X-Key', template: '{key}', fields: [{ name: 'key', label: 'Key' }] }
const connectionForm = { mode: 'per_person', toolPolicy: 'all' } as const
const joining = { name: 'Somebody', password: 'a calm long sentence' }

/** Verb, what is named, what becomes of nonsense, the call. */
type Row = [verb: string, what: string, outcome: Outcome, call: Call]

export const callsById: Row[] = [
  ['listCalls', 'slug', 'refused', (s, id) => listCalls(s.admin, id)],
  ['listCalls', 'person', 'all', (s, id) => listCalls(s.admin, s.project.slug, { person: id })],
  ['listCalls', 'connection', 'all', (s, id) => listCalls(s.admin, s.project.slug, { connection: id })],
  ['listCalls', 'tool', 'all', (s, id) => listCalls(s.admin, s.project.slug, { tool: id })],
  ['listCalls', 'after', 'all', (s, id) => listCalls(s.admin, s.project.slug, { after: id })],
  ['listCallFilters', 'slug', 'refused', (s, id) => listCallFilters(s.admin, id)],
  ['exportAudit', 'project', 'all', (s, id) => readAll(exportAudit(s.admin, { project: id }))],
  ['exportAudit', 'person', 'all', (s, id) => readAll(exportAudit(s.admin, { person: id }))],
  ['listAudit', 'project', 'all', (s, id) => listAudit(s.admin, { project: id })],
  ['listAudit', 'person', 'all', (s, id) => listAudit(s.admin, { person: id })],
  ['listAudit', 'before', 'all', (s, id) => listAudit(s.admin, { before: id })],
  ['createLink', 'project', 'refused', (s, id) => createLink(s.admin, { ...wantedLink(s), project: id })],
  ['createLink', 'connection', 'refused', (s, id) => createLink(s.admin, { ...wantedLink(s), connectionIds: [id] })],
  ['createLink', 'email', 'new', (s, id) => createLink(s.admin, { ...wantedLink(s), email: id })],
  ['getOpenedLink', 'link', 'refused', (s, id) => getOpenedLink(s.admin, { linkId: id })],
  ['findOpenedLinkId', 'token', 'none', (s, id) => findOpenedLinkId(s.member, id)],
  ['getConnectionToGive', 'project', 'refused', (s, id) => toGive(s, { project: id })],
  ['getConnectionToGive', 'connection', 'refused', (s, id) => toGive(s, { connection: id })],
  ['giveCredential', 'connection', 'refused', (s, id) => giveCredential(s.admin, { ...given, connectionId: id })],
  [
    'giveCredential',
    'connection of a link',
    'refused',
    (s, id) => giveCredential(s.holder, { ...given, connectionId: id }),
  ],
  ['listCredentials', 'link', 'optional', (s, id) => listCredentials(s.admin, { linkId: id })],
  ['takeOverCredential', 'credential', 'refused', (s, id) => takeOverCredential(s.admin, { credentialId: id }, [])],
  ['revokeGiven', 'credential', 'refused', (s, id) => revokeGiven(s.admin, { credentialId: id })],
  ['beginSignIn', 'connection', 'refused', (s, id) => beginSignIn(s.admin, { connectionId: id }, newToken())],
  ['signInClient', 'connection', 'refused', (s, id) => signInClient(s.admin, { connectionId: id })],
  ['tryAgain', 'credential', 'refused', (s, id) => tryAgain(s.admin, { credentialId: id })],
  ['listAskable', 'slug', 'refused', (s, id) => listAskable(s.admin, id)],
  ['listGivers', 'project', 'refused', (s, id) => listGivers(s.admin, { project: id })],
  ['listLinks', 'project', 'refused', (s, id) => listLinks(s.admin, { project: id })],
  ['openLink', 'token', 'none', (s, id) => openLink(s.stranger, id)],
  ['previewLink', 'token', 'none', (s, id) => previewLink(s.stranger, id)],
  ['replaceLink', 'link', 'refused', (s, id) => replaceLink(s.admin, { linkId: id })],
  ['revokeLink', 'link', 'refused', (s, id) => revokeLink(s.admin, { linkId: id })],
  ['getEntry', 'name', 'refused', (s, id) => getEntry(s.admin, id)],
  ['searchCatalog', 'text', 'all', (s, id) => searchCatalog(s.admin, { q: id })],
  ['revokeCredential', 'credential', 'refused', (s, id) => revokeCredential(s.admin, { credentialId: id })],
  ['acceptInvitation', 'token', 'refused', (s, id) => acceptInvitation(s.stranger, { ...joining, token: id })],
  ['changeRole', 'person', 'refused', (s, id) => changeRole(s.admin, { personId: id, role: 'auditor' })],
  ['completeSetup', 'token', 'refused', (s, id) => completeSetup(s.stranger, { ...settingUp, token: id })],
  ['invitePerson', 'email', 'new', (s, id) => invitePerson(s.admin, { email: id, role: 'member' })],
  ['issueResetLink', 'email', 'refused', (s, id) => issueResetLink(s.admin, id)],
  ['listPeople', 'text', 'all', (s, id) => listPeople(s.admin, { q: id })],
  ['removePerson', 'person', 'refused', (s, id) => removePerson(s.admin, { personId: id })],
  [
    'resetPassword',
    'token',
    'refused',
    (s, id) => resetPassword(s.stranger, { token: id, password: joining.password }),
  ],
  ['revokeInvitation', 'invitation', 'refused', (s, id) => revokeInvitation(s.admin, { invitationId: id })],
  ['requireProjectOwner', 'slug', 'refused', (s, id) => requireProjectOwner(s.admin, id)],
  ['requireProjectMember', 'slug', 'refused', (s, id) => requireProjectMember(s.admin, id)],
  ['requireCallReader', 'slug', 'refused', (s, id) => requireCallReader(s.admin, id)],
  ['allowKey', 'key', 'refused', (s, id) => allowKey(s.admin, id)],
  ['refuseKey', 'key', 'refused', (s, id) => refuseKey(s.admin, id)],
  ['revokeKey', 'key', 'refused', (s, id) => revokeKey(s.admin, id)],
  [
    'connectServer',
    'project',
    'refused',
    (s, id) => connectServer(s.admin, id, { serverId: s.server.id, slug: 'new' }),
  ],
  [
    'connectServer',
    'server',
    'refused',
    (s, id) => connectServer(s.admin, s.project.slug, { serverId: id, slug: 'new' }),
  ],
  ['getConnection', 'project', 'refused', (s, id) => getConnection(s.admin, id, s.connection.slug)],
  ['getConnection', 'slug', 'refused', (s, id) => getConnection(s.admin, s.project.slug, id)],
  ['listConnectable', 'project', 'refused', (s, id) => listConnectable(s.admin, id)],
  ['listConnections', 'project', 'refused', (s, id) => listConnections(s.admin, id)],
  ['pauseConnection', 'connection', 'refused', (s, id) => pauseConnection(s.admin, id)],
  ['resumeConnection', 'connection', 'refused', (s, id) => resumeConnection(s.admin, id)],
  ['removeConnection', 'connection', 'refused', (s, id) => removeConnection(s.admin, id)],
  [
    'updateConnection',
    'connection',
    'refused',
    (s, id) => updateConnection(s.admin, id, { ...connectionForm, slug: 'x' }),
  ],
  [
    'updateConnection',
    'slug',
    'new',
    (s, id) => updateConnection(s.admin, s.connection.id, { ...connectionForm, slug: id }),
  ],
  ['createProject', 'slug', 'new', (s, id) => createProject(s.admin, { name: 'New', slug: id })],
  ['issueKey', 'project', 'refused', (s, id) => issueKey(s.admin, id, { name: 'a key' })],
  ['issueKey', 'person', 'optional', (s, id) => issueKey(s.admin, s.project.slug, { name: 'a key', personId: id })],
  ['listKeyHolders', 'slug', 'refused', (s, id) => listKeyHolders(s.admin, id)],
  ['listKeys', 'slug', 'refused', (s, id) => listKeys(s.admin, id)],
  ['getProject', 'slug', 'refused', (s, id) => getProject(s.admin, id)],
  [
    'addMember',
    'project',
    'refused',
    (s, id) => addMember(s.admin, id, { email: s.member.actor.email, role: 'owner' }),
  ],
  ['addMember', 'email', 'new', (s, id) => addMember(s.admin, s.project.slug, { email: id, role: 'owner' })],
  ['changeMember', 'project', 'refused', (s, id) => changeMember(s.admin, id, { ...memberOf(s), role: 'owner' })],
  [
    'changeMember',
    'person',
    'refused',
    (s, id) => changeMember(s.admin, s.project.slug, { personId: id, role: 'owner' }),
  ],
  ['handOverProject', 'project', 'refused', (s, id) => handOverProject(s.admin, id, memberOf(s))],
  ['handOverProject', 'person', 'refused', (s, id) => handOverProject(s.admin, s.project.slug, { personId: id })],
  ['listMembers', 'slug', 'refused', (s, id) => listMembers(s.admin, id)],
  ['removeMember', 'project', 'refused', (s, id) => removeMember(s.admin, id, memberOf(s))],
  ['removeMember', 'person', 'refused', (s, id) => removeMember(s.admin, s.project.slug, { personId: id })],
  ['removeProject', 'slug', 'refused', (s, id) => removeProject(s.admin, id)],
  ['countProjectParts', 'slug', 'refused', (s, id) => countProjectParts(s.admin, id)],
  ['updateProject', 'slug', 'refused', (s, id) => updateProject(s.admin, id, { name: 'Other', description: '' })],
  ['checkServer', 'server', 'refused', (s, id) => checkServer(s.admin, id)],
  ['getServer', 'server', 'refused', (s, id) => getServer(s.admin, id)],
  ['listServers', 'text', 'all', (s, id) => listServers(s.admin, { q: id })],
  ['listServers', 'after', 'all', (s, id) => listServers(s.admin, { after: id })],
  ['checkDraft', 'entry', 'refused', (s, id) => checkDraft(s.admin, { entryKey: id, url: s.server.url })],
  ['finishDraft', 'entry', 'refused', (s, id) => finishDraft(s.admin, { entryKey: id })],
  ['getOnboarding', 'entry', 'refused', (s, id) => getOnboarding(s.admin, id)],
  ['discardDraft', 'entry', 'new', (s, id) => discardDraft(s.admin, id)],
  ['onboardServer', 'entry', 'refused', (s, id) => onboardServer(s.admin, { ...newServer(s), entryKey: id ?? null })],
  [
    'onboardServer',
    'endpoint',
    'new',
    (s, id) => onboardServer(s.admin, { ...newServer(s), entryKey: 'com.intercom~mcp', endpoint: id ?? null }),
  ],
  [
    'saveDraft',
    'entry',
    'refused',
    (s, id) => saveDraft(s.admin, { step: 'review', credentialMode: 'shared', entryKey: id }),
  ],
  ['keepDraft', 'entry', 'refused', (s, id) => keepDraft(s.admin, { name: 'Kept', entryKey: id })],
  ['saveInputOfDraft', 'entry', 'refused', (s, id) => saveInputOfDraft(s.admin, id, { input: header })],
  ['removeInputOfDraft', 'entry', 'refused', (s, id) => removeInputOfDraft(s.admin, id, 'header authorization')],
  ['removeServer', 'server', 'refused', (s, id) => removeServer(s.admin, id)],
  ['updateServer', 'server', 'refused', (s, id) => updateServer(s.admin, { serverId: id, name: 'Other' })],
  ['updateServer', 'slug', 'new', (s, id) => updateServer(s.admin, { serverId: s.server.id, slug: id ?? null })],
  ['setUpOauth', 'server', 'refused', (s, id) => setUpOauth(s.admin, { serverId: id })],
  ['removeOauth', 'server', 'refused', (s, id) => removeOauth(s.admin, { serverId: id })],
  ['saveInputOfServer', 'server', 'refused', (s, id) => saveInputOfServer(s.admin, id, { input: header })],
  ['removeInputOfServer', 'server', 'refused', (s, id) => removeInputOfServer(s.admin, id, 'header authorization')],
]

/** They take no id: passwords, and what a cookie holds as text. */
export const withoutId = ['importServer', 'changePassword', 'findResetNotice', 'listHeldProofs', 'signIn']

const given = { secret: { access_token: 'a value that goes nowhere' }, storeUnverified: true }
const settingUp = { ...joining, organization: 'Other', email: 'other@example.test' }

function wantedLink({ project, connection, member }: Scene) {
  return { project: project.slug, email: member.actor.email, connectionIds: [connection.id] }
}

function toGive({ admin, project, connection }: Scene, other: object) {
  return getConnectionToGive(admin, { project: project.slug, connection: connection.slug, ...other })
}

function newServer({ server }: Scene) {
  return { name: 'New', slug: 'new-server', url: server.url }
}

function memberOf({ member }: Scene) {
  return { personId: member.actor.personId }
}

async function readAll(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const line of lines) all.push(line)
  return all
}
