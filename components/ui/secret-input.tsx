'use client'

import { Eye, EyeOff } from 'lucide-react'
import { type ClipboardEvent, type ComponentProps, useContext, useEffect, useRef, useState } from 'react'
import { FormContext, useSecretControl } from './form/context.ts'
import { inputBox } from './text-input.tsx'

type Native = Pick<ComponentProps<'input'>, 'placeholder' | 'autoFocus' | 'minLength' | 'maxLength' | 'disabled'>

/**
 * A value that lives in the element and nowhere else: not in props, state, storage or the page's markup
 * (React would write a controlled value into the `value` attribute).
 * A password is taken as it is.
 */
export function SecretInput({ kind = 'token', ...rest }: Native & { kind?: 'token' | 'password' | 'new-password' }) {
  const control = useSecretControl()
  const { doneCount } = useContext(FormContext)
  const [isShown, setShown] = useState(false)
  const inputRef = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (doneCount > 0 && inputRef.current) inputRef.current.value = ''
  }, [doneCount])

  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    if (kind !== 'token') return
    event.preventDefault()
    const input = event.currentTarget
    const pasted = withLineBreaks(event.clipboardData.getData('text'))
    input.setRangeText(pasted, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }

  return (
    <span className="relative block">
      <input
        {...rest}
        ref={inputRef}
        {...control}
        type={isShown ? 'text' : 'password'}
        onPaste={onPaste}
        autoComplete={kind === 'token' ? 'off' : kind === 'password' ? 'current-password' : 'new-password'}
        autoCapitalize="none"
        spellCheck={false}
        data-1p-ignore={kind === 'token' || undefined}
        data-lpignore={kind === 'token' || undefined}
        className={inputBox({ kind: 'secret', mono: true })}
      />
      <button
        type="button"
        aria-label={isShown ? 'Hide what is entered' : 'Show what is entered'}
        aria-controls={control.id}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-md text-muted hover:text-ink focus-visible:-outline-offset-2"
      >
        {isShown ? <EyeOff /> : <Eye />}
      </button>
    </span>
  )
}

/** An input drops line breaks, and two lines would run into one: as this separator, which it keeps, they can still be seen. */
export function withLineBreaks(text: string): string {
  return text.trim().replace(/\r\n?|\n/g, '\u2028')
}
