'use client'

import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import type { BoundAction } from '#lib/boundary/form-state.ts'

const keepPauseMs = 400

/** Keeps what stands in the form around it shortly after each change, and at once when the step is left. */
export function KeepTyped({ keep, children }: { keep: BoundAction; children: ReactNode }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pending = useRef<() => void>(undefined)

  useEffect(() => () => pending.current?.(), [])

  function onInput(event: FormEvent<HTMLElement>) {
    const form = event.currentTarget.closest('form')
    if (!form) return
    clearTimeout(timer.current)
    pending.current = () => {
      clearTimeout(timer.current)
      pending.current = undefined
      // What cannot be kept now is still on the page, and is checked in full when the step is finished.
      keep({ status: 'idle' }, new FormData(form)).catch(() => undefined)
    }
    timer.current = setTimeout(pending.current, keepPauseMs)
  }

  return <div onInput={onInput}>{children}</div>
}
