import { createContext, useContext } from 'react'
import { isSecretName } from '#lib/boundary/form-state.ts'

/** What the fields of a form know about it. Outside a form: nothing is wrong, nothing is pending. */
export type FormSnapshot = {
  errors: Record<string, string>
  values: Record<string, string>
  isPending: boolean
  /** Grows with every success; secret inputs empty themselves then. */
  doneCount: number
}

/** The attributes that a Field gives to the control inside it. */
export type FieldControl = {
  id: string
  name: string
  required: boolean
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export const FormContext = createContext<FormSnapshot>({ errors: {}, values: {}, isPending: false, doneCount: 0 })
export const FieldContext = createContext<FieldControl | null>(null)
/** Closes the surrounding dialog, where there is one. */
export const DialogContext = createContext<(() => void) | null>(null)

function useFieldControl(): FieldControl {
  const control = useContext(FieldContext)
  if (!control) throw new Error('An input stands inside a Field, which gives it its name and label.')
  return control
}

/** For a control whose value is kept nowhere else: its name has to say so, since that is what keeps it from being remembered. */
export function useSecretControl(): FieldControl {
  const control = useFieldControl()
  if (!isSecretName(control.name)) throw new Error(`A secret would be remembered under the name ${control.name}.`)
  return control
}

/** For a control that begins with what was typed before; one whose `value` is set from outside has no beginning. */
export function useTypedControl<Value>({ value, defaultValue }: { value?: unknown; defaultValue?: Value }) {
  const control = useFieldControl()
  const { values } = useContext(FormContext)
  return { ...control, defaultValue: value === undefined ? (values[control.name] ?? defaultValue) : undefined }
}
