'use client'

import { Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { DropdownMenu } from 'radix-ui'
import { createContext, type ReactNode, startTransition, useContext, useRef, useState } from 'react'
import type { BoundAction } from '#lib/boundary/form-state.ts'
import { toast } from '../shell/toaster.tsx'
import { IconButton } from './button.tsx'
import { type Question, QuestionDialog } from './confirm-dialog.tsx'
import { withLosses } from './form/with-losses.ts'

const MenuContext = createContext<(question: Question) => void>(() => {})

const itemLook =
  'flex min-h-8 w-full items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11'

/** The ⋯ menu of a thing. `label` says whose: "Actions for Intercom". Not modal: scroll locks need injected styles. */
export function Menu({ label, children }: { label: string; children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null)
  const asked = useRef<Question | null>(null)

  function ask(next: Question) {
    asked.current = next
  }

  // The dialog opens once the menu has closed, so that it gives the focus back to the menu's button.
  function onCloseAutoFocus() {
    setQuestion(asked.current)
    asked.current = null
  }

  return (
    <MenuContext value={ask}>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <IconButton label={label} size="sm" icon={<Ellipsis />} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={pageMain()}>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            onCloseAutoFocus={onCloseAutoFocus}
            className="z-30 min-w-44 rounded-md border bg-surface p-1 text-ink shadow-float"
          >
            {children}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {question && <QuestionDialog {...question} onClose={() => setQuestion(null)} />}
    </MenuContext>
  )
}

/** Menus open inside the page's landmark, where screen readers expect what belongs to the page. */
function pageMain(): HTMLElement | null {
  return typeof document === 'undefined' ? null : document.getElementById('main')
}

export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={itemLook}>
      <Link href={href}>
        {icon}
        {children}
      </Link>
    </DropdownMenu.Item>
  )
}

/** Runs a server action at once; the answer comes as a toast. For steps that can be undone. */
export function MenuAction({
  action,
  fields = {},
  icon,
  children,
}: {
  action: BoundAction
  fields?: Record<string, string>
  icon?: ReactNode
  children: ReactNode
}) {
  function run() {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    startTransition(async () => {
      const answer = await withLosses(action)({ status: 'idle' }, form)
      if (answer.status === 'failed' || answer.status === 'signed_out') toast(answer.message, { tone: 'broken' })
    })
  }
  return (
    <DropdownMenu.Item className={itemLook} onSelect={run}>
      {icon}
      {children}
    </DropdownMenu.Item>
  )
}

/** Asks before it acts: same words as ConfirmDialog. */
export function MenuConfirm({ label, icon, ...question }: Question & { label: string; icon?: ReactNode }) {
  const ask = useContext(MenuContext)
  return (
    <DropdownMenu.Item className={`${itemLook} text-broken`} onSelect={() => ask(question)}>
      {icon}
      {label}
    </DropdownMenu.Item>
  )
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 border-t" />
}
