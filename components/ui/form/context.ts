import { createContext, useContext } from 'react'

/** What the fields of a form know about it. Outside a form: nothing is wrong, nothing is pending. */
export type FormSnapshot = {
  errors: Record<string, string>
  values: Record<string, string>
  isPending: boolean
  /** Grows with every success; secret inputs empty themselves then. */
  doneCount: number
}

/** What a Field tells the control inside it. */
export type FieldControl = {
  id: string
  name: string
  required: boolean
  describedBy: string | undefined
  isInvalid: boolean
}

export const FormContext = createContext<FormSnapshot>({ errors: {}, values: {}, isPending: false, doneCount: 0 })
export const FieldContext = createContext<FieldControl | null>(null)
/** Closes the surrounding dialog, where there is one. */
export const DialogContext = createContext<(() => void) | null>(null)

export function useFieldControl(): FieldControl {
  const control = useContext(FieldContext)
  if (!control) throw new Error('An input stands inside a Field, which gives it its name and label.')
  return control
}
