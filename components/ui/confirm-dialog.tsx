'use client'

import { type ReactNode, useCallback, useContext, useState } from 'react'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { Button, type ButtonLook } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { DialogContext } from './form/context.ts'
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
  label,
  variant = 'secondary',
  size,
  icon,
  ...question
}: Question & Pick<ButtonLook, 'variant' | 'size' | 'icon'> & { label: string }) {
  const [open, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  return (
    <>
      <Button variant={variant} size={size} icon={icon} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <QuestionDialog {...question} open={open} onClose={close} />
    </>
  )
}

/** The question alone, for something else that opens it. */
export function QuestionDialog({
  open,
  onClose,
  title,
  children,
  confirmLabel,
  action,
  fields = {},
}: Question & { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={children}>
      <Form action={action} id="confirm">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <FormActions>
          <CancelButton />
          <SubmitButton variant="danger">{confirmLabel}</SubmitButton>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** Closes the dialog it stands in. */
export function CancelButton() {
  const close = useContext(DialogContext)
  return (
    <Button variant="quiet" onClick={() => close?.()}>
      Cancel
    </Button>
  )
}
