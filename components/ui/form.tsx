'use client'

import { type ComponentProps, type ReactNode, useContext } from 'react'
import type { BoundAction, FormState } from '#lib/boundary/form-state.ts'
import { Alert } from './alert.tsx'
import { Button, TextLink } from './button.tsx'
import { FormContext } from './form/context.ts'
import { useForm } from './form/use-form.ts'

/**
 * A form around a server action. Keeps what was typed whatever happens, checks on blur and before
 * sending, moves to what is wrong, ignores a second submit, survives the end of a session.
 * `onDone` takes over after success; without it a surrounding dialog closes. `wide` fills its place. Leaving it with text that
 * is not saved asks, unless it is kept elsewhere or worth nothing.
 */
export function Form<Data = undefined>({
  action,
  id = 'form',
  onDone,
  clearOnDone = false,
  wide = false,
  asksBeforeLeaving = true,
  children,
}: {
  action: BoundAction<Data>
  id?: string
  onDone?: (data: Data | undefined) => void
  clearOnDone?: boolean
  wide?: boolean
  asksBeforeLeaving?: boolean
  children: ReactNode
}) {
  const form = useForm({ id, action, clearOnDone, asksBeforeLeaving, onDone })
  const { state, errors, isPending, doneCount } = form
  const values = state.status === 'failed' || state.status === 'signed_out' ? state.values : {}

  return (
    <FormContext value={{ errors, values, isPending, doneCount }}>
      <form
        ref={form.formRef}
        action={form.dispatch}
        {...form.handlers}
        noValidate
        className={`flex min-w-0 flex-col gap-5 ${wide ? '' : 'max-w-prose'}`}
      >
        {form.isRestored && <Alert live>What you had typed is back. Secret fields need to be typed again.</Alert>}
        <Answer state={state} messageRef={form.messageRef} />
        {children}
      </form>
    </FormContext>
  )
}

/** The button that sends the form it stands in; busy while the form is. */
export function SubmitButton({ variant = 'primary', ...rest }: ComponentProps<typeof Button>) {
  const { isPending } = useContext(FormContext)
  return <Button {...rest} variant={variant} type="submit" pending={isPending} />
}

/** The buttons at the end of a form. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2">{children}</div>
}

function Answer<Data>({
  state,
  messageRef,
}: {
  state: FormState<Data>
  messageRef: ComponentProps<typeof Alert>['ref']
}) {
  if (state.status === 'signed_out') {
    const next = location.pathname + location.search
    return (
      <Alert tone="warning" live ref={messageRef}>
        {state.message} <TextLink href={`/sign-in?next=${encodeURIComponent(next)}`}>Sign in again</TextLink>
      </Alert>
    )
  }
  if (state.status !== 'failed') return null
  return (
    <Alert tone="broken" live ref={messageRef}>
      <p>{state.message}</p>
      {state.requestId && <p className="mt-1 font-mono text-muted text-xs">Request {state.requestId}</p>}
    </Alert>
  )
}
