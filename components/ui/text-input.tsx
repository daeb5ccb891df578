'use client'

import { cva } from 'class-variance-authority'
import { type ComponentProps, type ReactNode, useContext } from 'react'
import { FormContext, useFieldControl } from './form/context.ts'

export const inputBox = cva(
  'w-full min-w-0 rounded-md border border-control bg-surface text-lg text-ink transition-colors focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-muted aria-invalid:border-broken sm:text-base',
  {
    variants: {
      kind: {
        line: 'h-9 px-3 pointer-coarse:h-11',
        area: 'min-h-20 px-3 py-2',
        select: 'h-9 appearance-none pr-9 pl-3 pointer-coarse:h-11',
      },
      mono: { true: 'font-mono', false: '' },
    },
    defaultVariants: { kind: 'line', mono: false },
  },
)

type Controlled = 'id' | 'name' | 'required' | 'className' | 'style' | 'aria-describedby' | 'aria-invalid'

/** `hint` replaces the browser's sentence when the value has the wrong shape (`pattern`, `type`, lengths). */
export function TextInput({
  mono = false,
  hint,
  prefix,
  defaultValue,
  ...rest
}: Omit<ComponentProps<'input'>, Controlled | 'prefix'> & { mono?: boolean; hint?: string; prefix?: ReactNode }) {
  const control = useFieldControl()
  const { values } = useContext(FormContext)
  const input = (
    <input
      spellCheck={mono ? false : undefined}
      autoCapitalize={mono ? 'none' : undefined}
      {...rest}
      id={control.id}
      name={control.name}
      required={control.required}
      aria-describedby={control.describedBy}
      aria-invalid={control.isInvalid || undefined}
      data-hint={hint}
      defaultValue={rest.value === undefined ? (values[control.name] ?? defaultValue) : undefined}
      className={inputBox({ mono })}
    />
  )
  if (!prefix) return input
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="shrink-0 font-mono text-muted text-sm">{prefix}</span>
      {input}
    </span>
  )
}

export function TextArea({
  mono = false,
  hint,
  defaultValue,
  rows = 3,
  ...rest
}: Omit<ComponentProps<'textarea'>, Controlled> & { mono?: boolean; hint?: string }) {
  const control = useFieldControl()
  const { values } = useContext(FormContext)
  return (
    <textarea
      {...rest}
      rows={rows}
      id={control.id}
      name={control.name}
      required={control.required}
      aria-describedby={control.describedBy}
      aria-invalid={control.isInvalid || undefined}
      data-hint={hint}
      defaultValue={rest.value === undefined ? (values[control.name] ?? defaultValue) : undefined}
      className={inputBox({ kind: 'area', mono })}
    />
  )
}
