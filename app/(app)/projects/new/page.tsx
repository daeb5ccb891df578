import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { notFoundTitle } from '#app/(app)/_parts/titles.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import { requireContext } from '#lib/boundary/require-context.ts'
import { env } from '#lib/env.ts'
import { canCreateProjects } from '#lib/projects/policy.ts'
import { slugLimits } from '#lib/servers/schema.ts'
import { createProjectAction } from './actions.ts'

export async function generateMetadata(): Promise<Metadata> {
  return canCreateProjects((await requireContext()).actor) ? { title: 'New project' } : notFoundTitle
}

export default async function NewProjectPage() {
  const { actor } = await requireContext()
  if (!canCreateProjects(actor)) notFound()
  return (
    <Page>
      <PageHeader title="New project" description="You own it, and can add people, servers and keys next." />
      <Panel>
        <Form action={createProjectAction}>
          <Field name="name" label="Name" help="What its agents do, such as Support agents." required>
            <TextInput autoFocus autoComplete="off" maxLength={80} />
          </Field>
          <Field name="slug" label="Slug" help="Agents have this address, so it stays. Left empty, the name makes it.">
            <TextInput mono prefix={`${env().url}/mcp/`} {...slugLimits} autoComplete="off" />
          </Field>
          <Field name="description" label="Description">
            <TextArea maxLength={500} />
          </Field>
          <FormActions>
            <ButtonLink href="/projects" variant="quiet">
              Cancel
            </ButtonLink>
            <SubmitButton>Create project</SubmitButton>
          </FormActions>
        </Form>
      </Panel>
    </Page>
  )
}
