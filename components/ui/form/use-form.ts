'use client'

import {
  type FocusEvent,
  type FormEvent,
  useActionState,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import type { BoundAction, FormState } from '#lib/boundary/form-state.ts'
import { checkControl, checkForm, focusFirstWrong, isControl, textsOf } from './check.ts'
import { DialogContext } from './context.ts'
import { rememberForm } from './memory.ts'
import { forgetTyped, noteTyped } from './unsaved.ts'
import { useTypedText } from './use-typed-text.ts'
import { withLosses } from './with-losses.ts'

export type FormOptions<Data> = {
  id: string
  action: BoundAction<Data>
  clearOnDone: boolean
  asksBeforeLeaving: boolean
  onDone?: (data: Data | undefined) => void
}

/** The life of one form: checks, sends once, keeps what was typed, shows where to look. */
export function useForm<Data>(options: FormOptions<Data>) {
  const { id, action } = options
  const [state, dispatch, isPending] = useActionState(withLosses(action), { status: 'idle' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [doneCount, setDoneCount] = useState(0)
  const formRef = useRef<HTMLFormElement>(null)
  const messageRef = useRef<HTMLDivElement>(null)
  const isSending = useRef(false)
  const isClearing = useRef(false)
  const closeDialog = useContext(DialogContext)
  const isKept = () => isSending.current
  const [isRestored, setRestored] = useTypedText({ id, formRef, isKept })

  useEffect(() => {
    if (!isPending) isSending.current = false
  }, [isPending])

  const onAnswer = useEffectEvent((answer: FormState<Data>) => {
    const form = formRef.current
    if (answer.status === 'idle' || !form) return
    setErrors(answer.status === 'failed' ? answer.fields : {})
    if (answer.status === 'failed' && !focusFirstWrong(form, answer.fields)) messageRef.current?.focus()
    if (answer.status === 'signed_out') {
      rememberForm(id, answer.values)
      forgetTyped(form)
      messageRef.current?.focus()
    }
    if (answer.status === 'done') finish(form, answer)
  })

  useEffect(() => onAnswer(state), [state])

  function finish(form: HTMLFormElement, done: FormState<Data> & { status: 'done' }) {
    forgetTyped(form)
    setRestored(false)
    setDoneCount((count) => count + 1)
    if (options.clearOnDone) clear(form)
    if (options.onDone) options.onDone(done.data)
    else closeDialog?.()
  }

  function clear(form: HTMLFormElement) {
    isClearing.current = true
    form.reset()
    isClearing.current = false
  }

  /** React empties a form after every action, also after one that failed; only `clear` may. */
  function onReset(event: FormEvent<HTMLFormElement>) {
    if (!isClearing.current) event.preventDefault()
  }

  /** Lets React call the action, unless it is under way or something is wrong. */
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    const wrong = checkForm(event.currentTarget)
    if (!isSending.current) setErrors(wrong)
    if (isSending.current || focusFirstWrong(event.currentTarget, wrong)) event.preventDefault()
    else isSending.current = true
  }

  function onBlur(event: FocusEvent<HTMLFormElement>) {
    const control = event.target
    if (!isControl(control) || (control.value === '' && !(control.name in errors))) return
    const sentence = checkControl(control)
    if (sentence) setErrors((known) => ({ ...known, [control.name]: sentence }))
  }

  function onInput(event: FormEvent<HTMLFormElement>) {
    const control = event.target
    if (state.status === 'signed_out') rememberForm(id, textsOf(event.currentTarget))
    else if (options.asksBeforeLeaving) noteTyped(event.currentTarget, control)
    if (isControl(control) && control.name in errors) setErrors(({ [control.name]: _mended, ...others }) => others)
  }

  const handlers = { onSubmit, onReset, onBlur, onInput }
  return { state, dispatch, isPending, errors, isRestored, doneCount, formRef, messageRef, handlers }
}
