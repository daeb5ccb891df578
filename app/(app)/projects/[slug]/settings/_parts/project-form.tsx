import { Field } from '#components/ui/field.tsx'
import { Seen } from '#components/ui/form/seen.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextArea, TextInput } from '#components/ui/text-input.tsx'
import type { ProjectView } from '#lib/projects/list-projects.ts'
import { toolNameChars } from '#lib/projects/schema.ts'
import { updateProjectAction } from '../actions.ts'

const lengths = toolNameChars.map((chars) => ({ value: chars, label: `${chars} characters` }))

/** Name, description and tool names. The slug is not here: agents have its address. */
export function ProjectForm({ project }: { project: ProjectView }) {
  const length = String(project.toolNameChars)
  return (
    <Panel title="Project" description="Its address stays as it is: agents have it.">
      <Form action={updateProjectAction} id="project">
        <input type="hidden" name="project" value={project.slug} />
        <Seen values={{ name: project.name, description: project.description, toolNameChars: length }} />
        <Field name="name" label="Name" required>
          <TextInput defaultValue={project.name} autoComplete="off" maxLength={80} />
        </Field>
        <Field name="description" label="Description">
          <TextArea defaultValue={project.description} maxLength={500} />
        </Field>
        <Field
          name="toolNameChars"
          label="Length of tool names"
          help="Longer names are shortened. Clients put a prefix of their own before them, and models take 64 characters in all."
        >
          <Select options={lengths} defaultValue={length} />
        </Field>
        <FormActions>
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
    </Panel>
  )
}
