'use client'

import { useContext, useEffect, useRef } from 'react'
import { Alert } from '../alert.tsx'
import { Checkbox } from '../checkbox.tsx'
import { SubmitButton } from '../form.tsx'
import { FormContext } from './context.ts'

/**
 * The question that comes back with a change that takes something away from others: whom it touches, what they can be
 * spared, and a button that means it. The form's own button asks again.
 */
export function WhomItTouches() {
  const { errors } = useContext(FormContext)
  const { confirmed: question } = errors
  const keepsOwn = errors['choice.keepsOwn']
  const ref = useRef<HTMLDivElement>(null)

  // After the form has gone to its message: the question is what to read.
  useEffect(() => {
    if (question) ref.current?.focus()
  }, [question])

  if (!question) return null
  return (
    <Alert tone="warning" title="Whom this touches" ref={ref}>
      <p>{question}</p>
      {keepsOwn && (
        <div className="mt-2 text-ink">
          <Checkbox name="keepsOwn" label={keepsOwn} defaultChecked />
        </div>
      )}
      <div className="mt-3">
        <SubmitButton variant="secondary" size="sm" name="confirmed" value={question}>
          Change it all the same
        </SubmitButton>
      </div>
    </Alert>
  )
}
