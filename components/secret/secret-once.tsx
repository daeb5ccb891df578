'use client'

import { KeyRound } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { CopyButton } from '#components/ui/code.tsx'

/** Shows a secret the only time it can be seen, and says so. Takes the focus from the form that it stands in for. */
export function SecretOnce({ label, value, children }: { label: string; value: string; children?: ReactNode }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={label}
      className="rounded-md border border-warning-line bg-warning-soft p-4"
    >
      <p className="flex items-center gap-2 font-medium">
        <KeyRound className="text-warning" />
        {label}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-64 select-all wrap-anywhere rounded-md border border-warning-line bg-surface px-3 py-2 font-mono text-sm">
          {value}
        </code>
        <CopyButton value={value} size="md" variant="secondary">
          Copy
        </CopyButton>
      </div>
      <div className="mt-3 text-muted text-sm">
        {children ?? 'Copy it now. It is shown this once and cannot be shown again.'}
      </div>
    </section>
  )
}
