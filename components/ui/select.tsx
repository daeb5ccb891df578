'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTypedControl } from './form/context.ts'
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
  const control = useTypedControl({ value: rest.value, defaultValue })
  return (
    <span className="relative block">
      <select {...rest} {...control} className={inputBox({ kind: 'select' })}>
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
