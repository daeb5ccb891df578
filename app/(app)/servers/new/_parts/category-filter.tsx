'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useOptimistic, useTransition } from 'react'
import { toHref } from '#components/shell/to-href.ts'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'

/** Narrows the catalog to one category as soon as it is chosen. */
export function CategoryFilter({ categories }: { categories: readonly { name: string; count: number }[] }) {
  const router = useRouter()
  const pathname = usePathname()
  const params = useSearchParams()
  const [category, setCategory] = useOptimistic(params.get('category') ?? '')
  const [isPending, startTransition] = useTransition()

  function choose(next: string) {
    startTransition(() => {
      setCategory(next)
      router.replace(toHref(pathname, { ...Object.fromEntries(params), cursor: undefined, category: next }), {
        scroll: false,
      })
    })
  }

  return (
    <div className="w-full sm:w-60" aria-busy={isPending}>
      <Field name="category" label="Category" hideLabel>
        <Select
          placeholder="All categories"
          value={category}
          options={categories.map(({ name, count }) => ({ value: name, label: `${name} (${count})` }))}
          onChange={(event) => choose(event.target.value)}
        />
      </Field>
    </div>
  )
}
