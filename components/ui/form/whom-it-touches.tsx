'use client'

import { useContext } from 'react'
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
  if (!errors.confirmed) return null
  return (
    <Alert tone="warning" title="Whom this touches">
      <p>{errors.confirmed}</p>
      {errors.keepsOwn && (
        <div className="mt-2 text-ink">
          <Checkbox name="keepsOwn" label={errors.keepsOwn} defaultChecked />
        </div>
      )}
      <div className="mt-3">
        <SubmitButton variant="secondary" size="sm" name="confirmed" value={errors.confirmed}>
          Change it all the same
        </SubmitButton>
      </div>
    </Alert>
  )
}
