import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import type { ProjectView } from '#lib/projects/list-projects.ts'
import { updateProjectAction } from '../actions.ts'

/** Name and description. The slug is not here: agents have its address. */
export function ProjectForm({ project }: { project: ProjectView }) {
  return (
    <Panel title="Project" description="Its address stays as it is: agents have it.">
      <Form action={updateProjectAction} id="project">
        <input type="hidden" name="project" value={project.slug} />
        <Seen values={{ name: project.name, description: project.description }} />
        <Field name="name" label="Name" required>
          <TextInput defaultValue={project.name} autoComplete="off" maxLength={80} />
        </Field>
        <Field name="description" label="Description">
          <TextArea defaultValue={project.description} maxLength={500} />
        </Field>
        <FormActions>
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
    </Panel>
  )
}
