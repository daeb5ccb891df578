'use client'

import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { fillForm, textsOf } from './check.ts'
import { recallForm, rememberForm } from './memory.ts'
import { forgetTyped, hasUnsaved } from './unsaved.ts'

type Form = {
  id: string
  formRef: RefObject<HTMLFormElement | null>
  /** Whether what was typed is on its way to be saved. */
  isKept: () => boolean
}

/**
 * What was typed in a form, over its life: what an earlier one left is put back, and what this one leaves unsaved when its
 * reader goes back waits for them. Says whether something was put back.
 */
export function useTypedText({ id, formRef, isKept }: Form) {
  const [isRestored, setRestored] = useState(false)
  const recalled = useRef<Record<string, string>>(null)

  useEffect(() => {
    recalled.current ??= recallForm(id)
    if (!recalled.current || !formRef.current) return
    if (fillForm(formRef.current, recalled.current)) setRestored(true)
  }, [id, formRef])

  // Once more, for the fields that the first choices brought along.
  useEffect(() => {
    if (!isRestored || !recalled.current || !formRef.current) return
    fillForm(formRef.current, recalled.current)
    recalled.current = null
  }, [isRestored, formRef])

  const onGone = useEffectEvent((form: HTMLFormElement, path: string) => {
    if (!isKept() && hasUnsaved(form)) rememberForm(id, textsOf(form), path)
    forgetTyped(form)
  })

  useLayoutEffect(() => {
    const form = formRef.current
    // When it is gone, the address is the next page's.
    const path = location.pathname
    return () => {
      if (form) onGone(form, path)
    }
  }, [formRef])

  return [isRestored, setRestored] as const
}
