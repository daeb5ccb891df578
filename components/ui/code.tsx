'use client'

import { Check, Copy } from 'lucide-react'
import { type MouseEvent, useEffect, useState } from 'react'
import { Button, type ButtonLook, IconButton } from './button.tsx'

/** Copies `value`; with words when `children` are given, else an icon named by `label`. */
export function CopyButton({
  value,
  label = 'Copy',
  variant,
  size = 'sm',
  children,
}: Pick<ButtonLook, 'variant' | 'size'> & { value: string; label?: string; children?: string }) {
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy({ currentTarget }: MouseEvent<HTMLElement>) {
    setCopied(await copyText(value, currentTarget))
  }

  const icon = isCopied ? <Check className="text-ok" /> : <Copy />
  return (
    <>
      {children ? (
        <Button variant={variant} size={size} icon={icon} onClick={copy}>
          {children}
        </Button>
      ) : (
        <IconButton variant={variant} size={size} label={label} icon={icon} onClick={copy} />
      )}
      <span role="status" className="sr-only">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  )
}

/** Something to be read exactly: an id, a URL, a header, a command. `block` keeps its lines, and wraps long ones. */
export function Code({
  children,
  copy = false,
  copyLabel = 'Copy',
  block = false,
}: {
  children: string
  copy?: boolean
  copyLabel?: string
  block?: boolean
}) {
  if (block) {
    return (
      <div className="flex min-w-0 items-start rounded-md border bg-sunken">
        <pre className="wrap-anywhere min-w-0 flex-1 whitespace-pre-wrap p-3 font-mono text-sm">
          <code>{children}</code>
        </pre>
        {copy && (
          <div className="self-stretch border-l p-1.5">
            <CopyButton value={children} label={copyLabel} />
          </div>
        )}
      </div>
    )
  }
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1 align-middle">
      <code className="min-w-0 wrap-anywhere font-mono text-[0.93em]">{children}</code>
      {copy && (
        <span className="-my-2">
          <CopyButton value={children} label={copyLabel} />
        </span>
      )}
    </span>
  )
}

/**
 * The clipboard needs a secure context; on a plain http address in the local network a selection does it, beside the
 * button: what lies outside an open dialog cannot be selected.
 */
async function copyText(value: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = value
    button.after(area)
    area.select()
    const isCopied = document.execCommand('copy')
    area.remove()
    button.focus()
    return isCopied
  }
}
