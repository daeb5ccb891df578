/** What a person sees who gives values: fields, states and names. Never a value. */
import { type CredentialRow, type CredentialView, toCredentialView } from '#lib/credentials/view.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { headerFields, toHeaders } from '#lib/servers/header-rows.ts'
import type { HeaderInput } from '#lib/servers/schema.ts'
import { formName, prefixOf } from './clean-values.ts'

export type FieldView = {
  name: string
  label: string
  help: string
  helpUrl?: string
  placeholder: string
  prefix: string
  isRequired: boolean
  isSecret: boolean
  choices?: string[]
  default?: string
}

/** A connection as the person sees it who may give values for it. */
export type ConnectionToGive = {
  connectionId: string
  slug: string
  server: string
  mode: CredentialMode
  project: { slug: string; name: string }
  fields: FieldView[]
  credential: CredentialView | null
  toolNames: string[]
}

const toolNamesMax = 6

export const connectionFields = {
  id: true,
  slug: true,
  organizationId: true,
  projectId: true,
  credentialMode: true,
  project: { select: { slug: true, name: true } },
  server: {
    select: {
      id: true,
      name: true,
      url: true,
      inputs: { select: headerFields, orderBy: { position: 'asc' } },
      tools: { select: { name: true }, orderBy: { name: 'asc' }, take: toolNamesMax },
    },
  },
} satisfies Prisma.ConnectionSelect

export type ConnectionRow = Prisma.ConnectionGetPayload<{ select: typeof connectionFields }>

export function toConnectionToGive(
  row: ConnectionRow & { credentials: CredentialRow[] },
  personId: string,
): ConnectionToGive {
  const holder = row.credentialMode === 'shared' ? 'shared' : personId
  const held = row.credentials.find((credential) => credential.holder === holder)
  return {
    connectionId: row.id,
    slug: row.slug,
    server: row.server.name,
    mode: row.credentialMode,
    project: { slug: row.project.slug, name: row.project.name },
    fields: toFieldViews(toHeaders(row.server.inputs)),
    credential: held ? toCredentialView(held) : null,
    toolNames: held?.state === 'verified' ? row.server.tools.map((tool) => tool.name) : [],
  }
}

/** One form field per declared field, also when two headers use it. */
function toFieldViews(inputs: HeaderInput[]): FieldView[] {
  const views = new Map<string, FieldView>()
  for (const input of inputs) {
    for (const field of input.fields) {
      if (views.has(field.name)) continue
      views.set(field.name, {
        name: formName(field),
        label: field.label,
        help: field.help || input.help,
        ...(field.helpUrl && { helpUrl: field.helpUrl }),
        placeholder: field.placeholder,
        prefix: prefixOf(input.template, field.name),
        isRequired: input.isRequired && field.isRequired && field.default === undefined,
        isSecret: field.isSecret,
        ...(field.choices && { choices: field.choices }),
        ...(!field.isSecret && field.default !== undefined && { default: field.default }),
      })
    }
  }
  return [...views.values()]
}
