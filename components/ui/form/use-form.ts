'use client'

import {
  type FocusEvent,
  type FormEvent,
  startTransition,
  useActionState,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { BoundAction, FormState } from '#lib/boundary/form-state.ts'
import { toast } from '../../shell/toaster.tsx'
import { checkControl, checkForm, fillForm, focusFirstWrong, isControl } from './check.ts'
import { DialogContext } from './context.ts'
import { recallForm, rememberForm } from './memory.ts'

export type FormOptions<Data> = {
  id: string
  action: BoundAction<Data>
  clearOnDone: boolean
  secretNames: string[]
  onDone?: (data: Data | undefined) => void
}

/**
 * The life of one form. It is sent from `onSubmit`, not by React's own handling of `action`, because
 * that empties every field afterwards, also after a failure.
 */
export function useForm<Data>(options: FormOptions<Data>) {
  const { id, action, secretNames } = options
  const [state, dispatch, isPending] = useActionState(withConnectionLoss(action), { status: 'idle' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [isRestored, setRestored] = useState(false)
  const [doneCount, setDoneCount] = useState(0)
  const formRef = useRef<HTMLFormElement>(null)
  const messageRef = useRef<HTMLDivElement>(null)
  const closeDialog = useContext(DialogContext)

  useEffect(() => {
    const values = recallForm(id)
    if (!values || !formRef.current) return
    fillForm(formRef.current, values)
    setRestored(true)
  }, [id])

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once for every answer, whatever else has changed
  useEffect(() => {
    const form = formRef.current
    if (state.status === 'idle' || !form) return
    setErrors(state.status === 'failed' ? state.fields : {})
    if (state.status === 'failed' && !focusFirstWrong(form, state.fields)) messageRef.current?.focus()
    if (state.status === 'signed_out') {
      rememberForm(id, withoutNames(state.values, secretNames))
      messageRef.current?.focus()
    }
    if (state.status === 'done') finish(form, state)
  }, [state])

  function finish(form: HTMLFormElement, done: FormState<Data> & { status: 'done' }) {
    setRestored(false)
    setDoneCount((count) => count + 1)
    if (done.message) toast(done.message)
    if (options.clearOnDone) form.reset()
    if (options.onDone) options.onDone(done.data)
    else closeDialog?.()
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isPending) return
    const form = event.currentTarget
    const wrong = checkForm(form)
    setErrors(wrong)
    if (focusFirstWrong(form, wrong)) return
    const submitter = (event.nativeEvent as SubmitEvent).submitter
    const data = new FormData(form, submitter)
    startTransition(() => dispatch(data))
  }

  function onBlur(event: FocusEvent<HTMLFormElement>) {
    const control = event.target
    if (!isControl(control) || (control.value === '' && !(control.name in errors))) return
    const sentence = checkControl(control)
    if (sentence) setErrors((known) => ({ ...known, [control.name]: sentence }))
  }

  function onInput(event: FormEvent<HTMLFormElement>) {
    const control = event.target
    if (isControl(control) && control.name in errors) setErrors((known) => withoutNames(known, [control.name]))
  }

  return { state, dispatch, isPending, errors, isRestored, doneCount, formRef, messageRef, onSubmit, onBlur, onInput }
}

/** A lost connection is an answer like any other: what was typed stays on the page. */
function withConnectionLoss<Data>(action: BoundAction<Data>): BoundAction<Data> {
  return async (previous, form) => {
    try {
      return await action(previous, form)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return {
        status: 'failed',
        message: 'Jetway could not be reached. Nothing was sent or it is not known what became of it. Try again.',
        fields: {},
        values: {},
      }
    }
  }
}

function withoutNames(record: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
