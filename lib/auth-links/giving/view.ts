/** What a person sees who gives values: fields, states and names. Never a value. */
import type { OpeningView } from '#lib/credentials/openings.ts'
import { type Giver, isHeldBy, type Proof, proofOf } from '#lib/credentials/proof.ts'
import { type CredentialRow, type CredentialView, toCredentialView } from '#lib/credentials/view.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { isGrantedItself } from '#lib/oauth/schema.ts'
import { inputRowFields, toInputs } from '#lib/servers/inputs/input-rows.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { askedFields } from '#lib/servers/inputs/shared-fields.ts'
import { wantedOf } from '#lib/servers/wanted.ts'
import { formName } from './clean-values.ts'

export type FieldView = {
  name: string
  label: string
  help: string
  helpUrl?: string
  placeholder: string
  isRequired: boolean
  isSecret: boolean
  choices?: string[]
  default?: string
  isNumber?: boolean
}

/** A connection as the person sees it who may give values for it. */
export type ConnectionToGive = {
  connectionId: string
  slug: string
  server: string
  mode: CredentialMode
  /** No agent reaches it, whatever was given. */
  isPaused: boolean
  project: { slug: string; name: string }
  fields: FieldView[]
  /** Those of them that are asked for now: only what is new, where the rest is there. */
  asked: FieldView[]
  /** Where people can sign in instead of, or besides, filling in fields: the issuer's host. */
  signIn: string | null
  /** Whether nobody has to: the issuer gives Jetway's own client a token, for everyone. */
  signsInItself: boolean
  credential: CredentialView | null
  /** What is stored under the same address besides, and is not what agents of this person use. */
  others: StoredView[]
  toolNames: string[]
}

/**
 * `by`: the opening of a link that gave it, or null for the person, signed in (while the connection shared one set). `id` is
 * there for whoever may remove it. `isInUse`: until the shared set is there.
 */
export type StoredView = { id: string | null; by: OpeningView | null; givenAt: Date; isInUse: boolean }

const toolNamesMax = 6

export const connectionFields = {
  id: true,
  slug: true,
  organizationId: true,
  projectId: true,
  credentialMode: true,
  keepsOwn: true,
  state: true,
  project: { select: { slug: true, name: true } },
  server: {
    select: {
      id: true,
      name: true,
      url: true,
      inputs: { select: inputRowFields, orderBy: { position: 'asc' } },
      oauthClient: { select: { id: true, issuer: true, scopes: true, authMethod: true, metadata: true } },
      tools: { select: { name: true }, orderBy: { name: 'asc' }, take: toolNamesMax },
    },
  },
} satisfies Prisma.ConnectionSelect

export type ConnectionRow = Prisma.ConnectionGetPayload<{ select: typeof connectionFields }>

export function toConnectionToGive(
  row: ConnectionRow & { credentials: CredentialRow[] },
  giver: Giver,
  openings: ReadonlyMap<Proof, OpeningView>,
): ConnectionToGive {
  const holder = { mode: row.credentialMode, personId: giver.personId, proof: proofOf(giver) }
  const held = row.credentials.find((one) => isHeldBy(one, holder))
  const credential = held ? toCredentialView(held, openings, wantedOf(row.server)) : null
  const fields = toFieldViews(toInputs(row.server.inputs))
  const missing = credential?.state === 'needs_update' ? credential.missing : []
  const others = row.credentials.filter((one) => one !== held && one.holder === giver.personId)
  return {
    connectionId: row.id,
    slug: row.slug,
    server: row.server.name,
    mode: row.credentialMode,
    isPaused: row.state === 'paused',
    project: { slug: row.project.slug, name: row.project.name },
    signIn: row.server.oauthClient && (URL.parse(row.server.oauthClient.issuer)?.host ?? null),
    signsInItself: row.credentialMode === 'shared' && signsInItself(row.server),
    fields,
    asked: missing.length > 0 ? fields.filter(({ name }) => missing.includes(name.replace(/^\w+\./, ''))) : fields,
    credential,
    others: others.map((one) => ({
      ...toStoredView(one, giver, openings),
      isInUse: row.keepsOwn && one.proof === holder.proof,
    })),
    toolNames: credential?.works && held?.state === 'verified' ? row.server.tools.map((tool) => tool.name) : [],
  }
}

function signsInItself({ oauthClient }: ConnectionRow['server']): boolean {
  return oauthClient !== null && oauthClient.authMethod !== 'none' && isGrantedItself(oauthClient.metadata)
}

function toStoredView(
  row: CredentialRow,
  giver: Giver,
  openings: ReadonlyMap<Proof, OpeningView>,
): Omit<StoredView, 'isInUse'> {
  const mayRemove = giver.kind === 'user' || row.proof === giver.proof
  return {
    id: mayRemove ? row.id : null,
    by: openings.get(row.proof) ?? null,
    givenAt: row.verifiedAt ?? row.createdAt,
  }
}

/** One form field per declared field, also when two headers use it. */
function toFieldViews(inputs: Input[]): FieldView[] {
  return askedFields(inputs).map(({ field, uses, isNeeded }) => ({
    name: formName(field),
    label: field.label,
    help: field.help || (uses[0]?.help ?? ''),
    ...(field.helpUrl && { helpUrl: field.helpUrl }),
    placeholder: field.placeholder,
    isRequired: isNeeded,
    isSecret: field.isSecret,
    ...(field.choices && { choices: field.choices }),
    ...(field.format === 'number' && { isNumber: true }),
    ...(!field.isSecret && field.default !== undefined && { default: field.default }),
  }))
}
