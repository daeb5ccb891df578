'use client'

import type { ReactNode } from 'react'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import type { ButtonLook } from './button.tsx'
import { CancelButton, Dialog, DialogButton } from './dialog.tsx'
import { WhomItTouches } from './form/whom-it-touches.tsx'
import { Form, FormActions, SubmitButton } from './form.tsx'

export type Question = {
  title: string
  /** What goes with it. */
  children: ReactNode
  confirmLabel: string
  action: BoundAction
  fields?: Record<string, string>
}

/** A step that cannot be undone: a button that asks once, names what goes with it, and does it. */
export function ConfirmDialog({
  title,
  children,
  confirmLabel,
  action,
  fields,
  ...button
}: Question & Pick<ButtonLook, 'variant' | 'size' | 'icon'> & { label: string }) {
  return (
    <DialogButton {...button} title={title} description={children}>
      <Answer confirmLabel={confirmLabel} action={action} fields={fields} />
    </DialogButton>
  )
}

/** The question alone, for something else that opens it. */
export function QuestionDialog({ title, children, onClose, ...answer }: Question & { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={title} description={children}>
      <Answer {...answer} />
    </Dialog>
  )
}

function Answer({ confirmLabel, action, fields = {} }: Pick<Question, 'confirmLabel' | 'action' | 'fields'>) {
  return (
    <Form action={action} id="confirm">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <WhomItTouches />
      <FormActions>
        <CancelButton />
        <SubmitButton variant="danger">{confirmLabel}</SubmitButton>
      </FormActions>
    </Form>
  )
}
