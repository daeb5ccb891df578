'use client'

import { LoaderCircle, Search } from 'lucide-react'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { type FormEvent, useEffect, useRef, useState, useTransition } from 'react'
import { inputBox } from '../ui/text-input.tsx'
import { toHref } from './to-href.ts'

const debounceMs = 200
/** A new search starts there. */
const firstPage = { cursor: undefined, before: undefined, after: undefined }

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
  const shown = params.get(name) ?? ''
  const [isPending, startTransition] = useTransition()
  const [words, setWords] = useState(shown)
  const asked = useRef(shown)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  useEffect(() => () => clearTimeout(timer.current), [])

  // Something else than this input has led to another list: a filter taken away, a way back.
  useEffect(() => {
    if (isPending || shown === asked.current) return
    asked.current = shown
    setWords(shown)
  }, [isPending, shown])

  function search(value: string) {
    clearTimeout(timer.current)
    asked.current = value.trim()
    const query = { ...Object.fromEntries(params), ...firstPage, [name]: asked.current }
    startTransition(() => router.replace(toHref(pathname, query), { scroll: false }))
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
    <search className="min-w-48 flex-1">
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
