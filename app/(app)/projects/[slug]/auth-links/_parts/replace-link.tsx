'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CancelButton, Dialog } from '#components/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import type { IssuedLink } from '#lib/auth-links/create-link.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { IssuedLinkBox } from './issued-link.tsx'

type Props = { linkId: string; email: string; action: BoundAction<IssuedLink> }

/** Asks once, then shows the new address once. */
export function ReplaceLink({ linkId, email, action }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [link, setLink] = useState<IssuedLink | null>(null)

  function close() {
    setOpen(false)
    setLink(null)
  }

  return (
    <>
      <Button size="sm" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        New link
      </Button>
      <Dialog
        open={isOpen}
        onClose={close}
        wide
        title={link ? 'Send this link' : `New link for ${email}?`}
        description={link ? undefined : 'The old link and what it opened end at once. What was given stays.'}
      >
        {link ? (
          <div className="flex flex-col gap-4">
            <IssuedLinkBox link={link} />
            <FormActions>
              <Button onClick={close}>Done</Button>
            </FormActions>
          </div>
        ) : (
          <Form action={action} id={`replace-${linkId}`} onDone={(data) => setLink(data ?? null)}>
            <input type="hidden" name="linkId" value={linkId} />
            <FormActions>
              <CancelButton />
              <SubmitButton>Make new link</SubmitButton>
            </FormActions>
          </Form>
        )}
      </Dialog>
    </>
  )
}
