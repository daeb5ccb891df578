'use client'

import { cva } from 'class-variance-authority'
import type { ComponentProps, ReactNode } from 'react'
import { useTypedControl } from './form/context.ts'

export const inputBox = cva(
  'w-full min-w-0 rounded-md border border-control bg-surface text-lg text-ink transition-colors focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-muted aria-invalid:border-broken sm:text-base',
  {
    variants: {
      kind: {
        line: 'h-9 px-3 pointer-coarse:h-11',
        area: 'min-h-20 px-3 py-2',
        select: 'h-9 appearance-none pr-9 pl-3 pointer-coarse:h-11',
        search: 'h-9 pr-3 pl-9 pointer-coarse:h-11',
        secret: 'h-9 pr-11 pl-3 pointer-coarse:h-11',
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
}: Omit<ComponentProps<'input'>, Controlled | 'prefix' | 'type'> & {
  type?: 'text' | 'email' | 'url' | 'number' | 'search' | 'date'
  mono?: boolean
  hint?: string
  prefix?: ReactNode
}) {
  const control = useTypedControl({ value: rest.value, defaultValue })
  const input = (
    <input
      spellCheck={mono ? false : undefined}
      autoCapitalize={mono ? 'none' : undefined}
      {...rest}
      {...control}
      data-hint={hint}
      className={inputBox({ mono })}
    />
  )
  if (!prefix) return input
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <span className="min-w-0 wrap-anywhere font-mono text-muted text-sm">{prefix}</span>
      <span className="min-w-40 flex-1">{input}</span>
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
  const control = useTypedControl({ value: rest.value, defaultValue })
  return <textarea {...rest} {...control} rows={rows} data-hint={hint} className={inputBox({ kind: 'area', mono })} />
}
