'use client'

import { ChevronDown } from 'lucide-react'
import { type ComponentProps, useContext } from 'react'
import { FormContext, useFieldControl } from './form/context.ts'
import { inputBox } from './text-input.tsx'

export type SelectOption = { value: string; label: string; disabled?: boolean }

type Controlled = 'id' | 'name' | 'required' | 'className' | 'style' | 'children' | 'multiple'

/** The platform's own select. `placeholder` is a first choice without a value. */
export function Select({
  options,
  placeholder,
  defaultValue,
  ...rest
}: Omit<ComponentProps<'select'>, Controlled> & { options: SelectOption[]; placeholder?: string }) {
  const control = useFieldControl()
  const { values } = useContext(FormContext)
  return (
    <span className="relative block">
      <select
        {...rest}
        id={control.id}
        name={control.name}
        required={control.required}
        aria-describedby={control.describedBy}
        aria-invalid={control.isInvalid || undefined}
        defaultValue={rest.value === undefined ? (values[control.name] ?? defaultValue) : undefined}
        className={inputBox({ kind: 'select' })}
      >
        {placeholder && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <span className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center text-muted">
        <ChevronDown />
      </span>
    </span>
  )
}
