'use client'

import { type ComponentProps, type ReactNode, useContext, useId } from 'react'
import { ariaOf, FieldNotes, RequiredMark } from './field.tsx'
import { isChosen } from './form/check.ts'
import { FormContext } from './form/context.ts'

type Controlled = 'id' | 'className' | 'style' | 'type' | 'name'

/** Brings its own label; not inside a Field. */
export function Checkbox({
  name,
  label,
  help,
  value = 'on',
  defaultChecked,
  ...rest
}: Omit<ComponentProps<'input'>, Controlled | 'value'> & {
  name: string
  value?: string
  label: ReactNode
  help?: ReactNode
}) {
  const id = useId()
  const { errors, values } = useContext(FormContext)
  const error = errors[name]
  const kept = values[name] === undefined ? defaultChecked : isChosen(value, values[name])
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="flex min-h-6 items-start gap-2.5 pointer-coarse:py-2">
        <input
          {...rest}
          id={id}
          type="checkbox"
          name={name}
          value={value}
          defaultChecked={rest.checked === undefined ? kept : undefined}
          {...ariaOf({ id, help, error })}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        <span className="min-w-0">
          {label}
          {rest.required && <RequiredMark />}
        </span>
      </label>
      <div className="pl-6.5 empty:hidden">
        <FieldNotes id={id} help={help} error={error} />
      </div>
    </div>
  )
}
