'use client'

import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Button, type ButtonLook } from '#components/ui/button.tsx'
import { CancelButton, Dialog } from '#components/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Stack } from '#components/ui/panel.tsx'
import type { BoundAction } from '#lib/boundary/form-state.ts'

export type SecretDialogProps<Made> = Pick<ButtonLook, 'variant' | 'size' | 'icon'> & {
  label: string
  disabled?: boolean
  startsOpen?: boolean
  /** Of the form, for what was typed when a session ends. */
  id: string
  title: string
  description?: string
  action: BoundAction<Made>
  submitLabel: string
  /** The form's fields. */
  children: ReactNode
  shownTitle: string
  show: (made: Made) => ReactNode
}

/** A button that opens a dialog whose form makes a secret, and then shows it in its place, once. Closing forgets it. */
export function SecretDialog<Made>({
  label,
  disabled,
  startsOpen = false,
  id,
  title,
  description,
  action,
  submitLabel,
  children,
  shownTitle,
  show,
  ...look
}: SecretDialogProps<Made>) {
  const router = useRouter()
  const pathname = usePathname()
  const [isOpen, setOpen] = useState(startsOpen)
  const [made, setMade] = useState<Made>()

  /** The page is made anew only now: before, the row this stands in might have moved away with the secret. */
  function close() {
    setOpen(false)
    // The address that opened it must not do so again.
    if (startsOpen) router.replace(pathname, { scroll: false })
    if (made === undefined) return
    setMade(undefined)
    router.refresh()
  }

  return (
    <>
      <Button {...look} disabled={disabled} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {made === undefined ? (
        <Dialog open={isOpen} onClose={close} wide title={title} description={description}>
          <Form<Made> action={action} id={id} onDone={setMade}>
            {children}
            <FormActions>
              <CancelButton />
              <SubmitButton>{submitLabel}</SubmitButton>
            </FormActions>
          </Form>
        </Dialog>
      ) : (
        <Dialog open={isOpen} onClose={close} wide title={shownTitle}>
          <Stack>
            {show(made)}
            <FormActions>
              <Button variant="primary" onClick={close}>
                Done
              </Button>
            </FormActions>
          </Stack>
        </Dialog>
      )}
    </>
  )
}
