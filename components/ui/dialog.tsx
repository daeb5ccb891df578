'use client'

import { X } from 'lucide-react'
import { type ReactNode, useContext, useId, useLayoutEffect, useRef, useState } from 'react'
import { Button, type ButtonLook, IconButton } from './button.tsx'
import { DialogContext } from './form/context.ts'
import { mayLeave } from './form/unsaved.ts'

type Content = { title: string; description?: ReactNode; wide?: boolean; children?: ReactNode }

/**
 * The browser's own modal dialog: it traps the focus, answers Escape and a click beside it, gives the focus back
 * by itself, and needs no injected styles, which the CSP refuses. Its content lives while it is open.
 */
export function Dialog({ open, ...content }: Content & { open: boolean; onClose: () => void }) {
  return open ? <OpenDialog {...content} /> : null
}

function OpenDialog({ onClose: close, title, description, wide = false, children }: Content & { onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()

  /** Asks before what was typed in it goes; a Form that is done closes it without. */
  const onClose = () => {
    if (!ref.current || mayLeave(ref.current)) close()
  }

  // Closed before it leaves the page, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    return () => dialog.close()
  }, [])

  return (
    <dialog
      ref={ref}
      closedby="any"
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={(event) => ref.current && !mayLeave(ref.current) && event.preventDefault()}
      onClose={() => !ref.current?.open && close()}
      className={`m-auto w-[calc(100%-2rem)] rounded-md border bg-surface text-start text-ink shadow-float backdrop:bg-scrim ${wide ? 'max-w-2xl' : 'max-w-md'}`}
    >
      <div className="p-5">
        <h2 id={`${id}-title`} className="pr-8 font-semibold text-lg">
          {title}
        </h2>
        {description && (
          <div id={`${id}-description`} className="mt-1 text-muted">
            {description}
          </div>
        )}
        <div className="mt-5 empty:hidden">
          <DialogContext value={onClose}>{children}</DialogContext>
        </div>
        {/* Last, so that the focus starts on the first field or on Cancel. */}
        <div className="absolute top-3 right-3">
          <IconButton label="Close" size="sm" icon={<X />} onClick={onClose} />
        </div>
      </div>
    </dialog>
  )
}

/** A button that opens a dialog. A Form inside closes it when it is done. */
export function DialogButton({
  label,
  variant,
  size,
  icon,
  ...content
}: Content & Pick<ButtonLook, 'variant' | 'size' | 'icon'> & { label: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant={variant} size={size} icon={icon} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog {...content} open={open} onClose={() => setOpen(false)} />
    </>
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
