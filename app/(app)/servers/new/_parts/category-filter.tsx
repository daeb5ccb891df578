'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTransition } from 'react'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'

/** Narrows the catalog to one category as soon as it is chosen. */
export function CategoryFilter({ categories }: { categories: readonly { name: string; count: number }[] }) {
  const router = useRouter()
  const pathname = usePathname()
  const params = useSearchParams()
  const [isPending, startTransition] = useTransition()

  function choose(category: string) {
    const next = new URLSearchParams(params)
    next.delete('cursor')
    if (category) next.set('category', category)
    else next.delete('category')
    startTransition(() => router.replace(`${pathname}?${next}`, { scroll: false }))
  }

  return (
    <div className="w-full sm:w-60" aria-busy={isPending}>
      <Field name="category" label="Category" hideLabel>
        <Select
          key={params.get('category') ?? ''}
          placeholder="All categories"
          defaultValue={params.get('category') ?? ''}
          options={categories.map(({ name, count }) => ({ value: name, label: `${name} (${count})` }))}
          onChange={(event) => choose(event.target.value)}
        />
      </Field>
    </div>
  )
}
