'use client'

import { type ReactNode, useContext, useId } from 'react'
import { ariaOf, FieldNotes, RequiredMark } from './field.tsx'
import { FormContext } from './form/context.ts'

export type RadioOption = { value: string; label: ReactNode; description?: ReactNode; disabled?: boolean }

/** One of a few. `cards` gives every choice a box and room for a description. Brings its own label. */
export function RadioGroup({
  name,
  label,
  options,
  help,
  required = false,
  cards = false,
  defaultValue,
  onChange,
}: {
  name: string
  label: string
  options: RadioOption[]
  help?: ReactNode
  required?: boolean
  cards?: boolean
  defaultValue?: string
  onChange?: (value: string) => void
}) {
  const id = useId()
  const { errors, values } = useContext(FormContext)
  const error = errors[name]
  const chosen = values[name] ?? defaultValue
  return (
    <fieldset
      aria-describedby={ariaOf({ id, help, error })['aria-describedby']}
      className="flex min-w-0 flex-col gap-1.5"
    >
      <legend className="mb-1.5 font-medium">
        {label}
        {required && <RequiredMark />}
      </legend>
      <div
        className={
          cards ? 'grid gap-2 sm:grid-cols-[repeat(auto-fit,minmax(11rem,1fr))]' : 'flex flex-wrap gap-x-6 gap-y-1'
        }
      >
        {options.map((option) => (
          <label
            key={option.value}
            className={`flex min-w-0 items-start gap-2.5 pointer-coarse:py-2 ${option.disabled ? 'text-muted' : ''} ${
              cards
                ? 'rounded-md border bg-surface p-3 transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft'
                : 'min-h-6'
            }`}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              required={required}
              disabled={option.disabled}
              defaultChecked={chosen === option.value}
              onChange={onChange && (() => onChange(option.value))}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className={cards ? 'font-medium' : ''}>{option.label}</span>
              {option.description && <span className="mt-0.5 block text-muted text-sm">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} help={help} error={error} />
    </fieldset>
  )
}
