'use client'

import { CircleCheck, CircleX, X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { useSyncExternalStore } from 'react'

type ToastItem = { id: number; message: string; tone: 'ok' | 'broken' }

const shownMax = 3
const nothing: ToastItem[] = []
const listeners = new Set<() => void>()
let items = nothing
let lastId = 0

/** Confirms something in passing; never the only place where a thing is said. */
export function toast(message: string, { tone = 'ok' }: { tone?: ToastItem['tone'] } = {}): void {
  lastId += 1
  change([...items, { id: lastId, message, tone }].slice(-shownMax))
}

/**
 * Where toasts appear; once, in the root layout. Not sonner: it injects a style element when it is
 * imported, which the CSP refuses.
 */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => items,
    () => nothing,
  )
  if (shown.length === 0) return null
  return (
    <Toast.Provider duration={5000} swipeDirection="right" label="Notice">
      {shown.map((item) => (
        <ToastBox key={item.id} item={item} />
      ))}
      <Toast.Viewport className="fixed right-4 bottom-20 z-40 flex w-[calc(100%-2rem)] max-w-sm flex-col gap-2 outline-none md:bottom-4" />
    </Toast.Provider>
  )
}

function ToastBox({ item }: { item: ToastItem }) {
  return (
    <Toast.Root
      onOpenChange={(open) => !open && dismiss(item.id)}
      className="flex items-center gap-2.5 rounded-md border bg-surface py-2 pr-2 pl-3 text-ink shadow-float"
    >
      {item.tone === 'ok' ? <CircleCheck className="text-ok" /> : <CircleX className="text-broken" />}
      <Toast.Description className="min-w-0 flex-1 wrap-anywhere">{item.message}</Toast.Description>
      <Toast.Close aria-label="Close" className="grid size-7 place-items-center rounded-sm text-muted hover:bg-hover">
        <X />
      </Toast.Close>
    </Toast.Root>
  )
}

function dismiss(id: number): void {
  change(items.filter((item) => item.id !== id))
}

function change(next: ToastItem[]): void {
  items = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
