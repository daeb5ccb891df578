'use client'

import { CircleX } from 'lucide-react'
import { type ReactNode, useContext, useId } from 'react'
import { FieldContext, FormContext } from './form/context.ts'

/** A label, one control, its help and what is wrong with it. The control takes its name from here. */
export function Field({
  name,
  label,
  help,
  aside,
  required = false,
  hideLabel = false,
  children,
}: {
  name: string
  label: string
  help?: ReactNode
  aside?: ReactNode
  required?: boolean
  hideLabel?: boolean
  children: ReactNode
}) {
  const id = useId()
  const error = useContext(FormContext).errors[name]

  return (
    <FieldContext value={{ id, name, required, ...ariaOf({ id, help, error }) }}>
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className={hideLabel ? 'sr-only' : 'flex items-baseline justify-between gap-4'}>
          <label htmlFor={id} className="font-medium">
            {label}
            {required && <RequiredMark />}
          </label>
          {aside && <span className="text-muted text-sm">{aside}</span>}
        </div>
        {children}
        <FieldNotes id={id} help={help} error={error} />
      </div>
    </FieldContext>
  )
}

export function RequiredMark() {
  return (
    <span aria-hidden className="ml-0.5 text-broken" title="Needed">
      *
    </span>
  )
}

type Notes = { id: string; help?: ReactNode; error?: string }

/** What tells a control about its notes. */
export function ariaOf({ id, help, error }: Notes) {
  const notes = [help && `${id}-help`, error && `${id}-error`].filter(Boolean)
  return { 'aria-describedby': notes.join(' ') || undefined, 'aria-invalid': error ? (true as const) : undefined }
}

/** Help and error under a control. */
export function FieldNotes({ id, help, error }: Notes) {
  return (
    <>
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-broken text-sm">
          <CircleX className="mt-0.5" />
          <span className="min-w-0 wrap-anywhere">{error}</span>
        </p>
      )}
      {help && (
        <div id={`${id}-help`} className="text-muted text-sm">
          {help}
        </div>
      )}
    </>
  )
}
