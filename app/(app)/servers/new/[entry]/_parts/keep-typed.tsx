'use client'

import { type FormEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { FormContext } from '#components/ui/form/context.ts'
import { forgetTyped, noteTyped } from '#components/ui/form/unsaved.ts'
import type { BoundAction } from '#lib/boundary/form-state.ts'

const keepPauseMs = 400

type Texts = Record<string, string>

/**
 * Keeps what stands in the form around it shortly after each change, and at once when the step is left. `shown`: what the form
 * began with, for those that two tabs may show at once; the later one is told.
 */
export function KeepTyped({ keep, shown = {}, children }: { keep: BoundAction; shown?: Texts; children: ReactNode }) {
  const [seen, setSeen] = useState(shown)
  const { values: answered } = useContext(FormContext)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pending = useRef<() => void>(undefined)

  useEffect(() => () => pending.current?.(), [])

  // What another tab has changed counts as seen once this one has been told.
  useEffect(() => {
    const told = Object.entries(answered).flatMap(([name, text]) =>
      name.startsWith('now.') ? [[name.slice(4), text]] : [],
    )
    if (told.length > 0) setSeen((known) => ({ ...known, ...Object.fromEntries(told) }))
  }, [answered])

  /** Actions go out one after the other, so what is on its way is seen by all that follow; unless it is refused. */
  async function send(form: HTMLFormElement) {
    const data = new FormData(form)
    const sent = Object.fromEntries(Object.entries(seen).map(([name, text]) => [name, String(data.get(name) ?? text)]))
    setSeen(sent)
    const answer = await keep({ status: 'idle' }, data).catch(() => null)
    if (answer?.status === 'done') return forgetTyped(form)
    // Unless the form was told meanwhile what the other tab has.
    setSeen((now) => (now === sent ? seen : now))
    for (const control of form.elements) noteTyped(form, control)
  }

  function onInput(event: FormEvent<HTMLElement>) {
    const form = event.currentTarget.closest('form')
    if (!form) return
    clearTimeout(timer.current)
    pending.current = () => {
      clearTimeout(timer.current)
      pending.current = undefined
      // What cannot be kept now is still on the page: leaving asks, and it is checked in full when the step is finished.
      void send(form)
    }
    timer.current = setTimeout(pending.current, keepPauseMs)
  }

  return (
    <div onInput={onInput}>
      {Object.entries(seen).map(([name, text]) => (
        <input key={name} type="hidden" name={`seen.${name}`} value={text} />
      ))}
      {children}
    </div>
  )
}
