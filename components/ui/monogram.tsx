import { cva, type VariantProps } from 'class-variance-authority'

const square = cva('inline-grid shrink-0 select-none place-items-center rounded-md font-semibold text-ink', {
  variants: {
    size: { sm: 'size-6 text-xs', md: 'size-9 text-base', lg: 'size-12 text-xl' },
    tint: { 0: 'bg-tint-1', 1: 'bg-tint-2', 2: 'bg-tint-3', 3: 'bg-tint-4' },
  },
  defaultVariants: { size: 'md' },
})

type Tint = 0 | 1 | 2 | 3

/** The first letters of a name in a square: no vendor logos. The same name always has the same tint. */
export function Monogram({ name, size }: { name: string; size?: VariantProps<typeof square>['size'] }) {
  return (
    <span aria-hidden className={square({ size, tint: tintOf(name) })}>
      {initialsOf(name)}
    </span>
  )
}

function initialsOf(name: string): string {
  const words = name.split(/[\s./_-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letters = words.slice(0, 2).map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
  return letters.join('').toUpperCase() || '?'
}

function tintOf(name: string): Tint {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 4
  return sum as Tint
}
