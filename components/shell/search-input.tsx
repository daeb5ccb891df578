'use client'

import { LoaderCircle, Search } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState, useTransition } from 'react'
import { inputBox } from '../ui/text-input.tsx'

const debounceMs = 200
/** A new search starts on the first page. */
const cursorNames = ['cursor', 'before', 'after']

/** Searches as you type: writes the words into the address, the page answers. */
export function SearchInput({
  label,
  placeholder,
  name = 'q',
}: {
  label: string
  placeholder?: string
  name?: string
}) {
  const router = useRouter()
  const pathname = usePathname()
  const params = useSearchParams()
  const [isPending, startTransition] = useTransition()
  const [words, setWords] = useState(params.get(name) ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => () => clearTimeout(timer.current), [])

  function search(value: string) {
    clearTimeout(timer.current)
    const next = new URLSearchParams(params)
    for (const cursor of cursorNames) next.delete(cursor)
    if (value.trim()) next.set(name, value.trim())
    else next.delete(name)
    const query = next.toString()
    startTransition(() => router.replace(query ? `${pathname}?${query}` : pathname, { scroll: false }))
  }

  function onChange(value: string) {
    setWords(value)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => search(value), debounceMs)
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    search(words)
  }

  return (
    <search className="min-w-0 flex-1">
      <form action={pathname} onSubmit={onSubmit} className="relative max-w-md">
        <span className="pointer-events-none absolute inset-y-0 left-3 grid place-items-center text-muted">
          {isPending ? <LoaderCircle className="motion-safe:animate-spin" /> : <Search />}
        </span>
        <input
          type="search"
          name={name}
          value={words}
          onChange={(event) => onChange(event.target.value)}
          aria-label={label}
          aria-busy={isPending}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          className={inputBox({ kind: 'search' })}
        />
      </form>
    </search>
  )
}
