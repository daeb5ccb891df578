import { cva, type VariantProps } from 'class-variance-authority'
import { ArrowUpRight, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'

const button = cva(
  'relative inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-md border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-progress',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent-fill text-accent-ink hover:bg-accent-fill-hover',
        secondary: 'border-line bg-surface text-ink hover:bg-hover',
        quiet: 'border-transparent text-muted hover:bg-hover hover:text-ink',
        danger: 'border-transparent bg-broken-fill text-broken-ink hover:bg-broken-fill-hover',
      },
      size: {
        sm: 'min-h-7 px-2.5 text-sm pointer-coarse:min-h-9',
        md: 'min-h-9 px-3.5 pointer-coarse:min-h-11',
        lg: 'min-h-11 px-5 text-lg',
      },
      shape: { text: '', icon: 'px-0' },
      wide: { true: 'w-full py-1 wrap-anywhere', false: 'whitespace-nowrap' },
    },
    compoundVariants: [
      { shape: 'icon', size: 'sm', class: 'size-7 pointer-coarse:size-9' },
      { shape: 'icon', size: 'md', class: 'size-9 pointer-coarse:size-11' },
    ],
    defaultVariants: { variant: 'secondary', size: 'md', shape: 'text', wide: false },
  },
)

type Look = Pick<VariantProps<typeof button>, 'variant' | 'size' | 'wide'> & { icon?: ReactNode }
type Native<Tag extends 'button' | 'a'> = Omit<ComponentProps<Tag>, 'className' | 'style'>

export type ButtonLook = Look

/** While `pending` it keeps its width, says so to screen readers, shows a spinner and does nothing again. */
export function Button({
  variant,
  size,
  wide,
  icon,
  pending = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: Look & Native<'button'> & { pending?: boolean }) {
  return (
    <button
      {...rest}
      type={type}
      onClick={pending ? undefined : onClick}
      aria-busy={pending || undefined}
      aria-disabled={pending || rest['aria-disabled']}
      className={button({ variant, size, wide })}
    >
      <span className={`inline-flex items-center gap-2 ${pending ? 'opacity-0' : ''}`}>
        {icon}
        {children}
      </span>
      {pending && <Spinner />}
    </button>
  )
}

export function ButtonLink({
  variant,
  size,
  wide,
  icon,
  children,
  href,
  ...rest
}: Look & Native<'a'> & { href: string }) {
  return (
    <Link {...rest} href={href} className={button({ variant, size, wide })}>
      {icon}
      {children}
    </Link>
  )
}

/** A button without words: `label` is what it is called. */
export function IconButton({
  label,
  icon,
  variant = 'quiet',
  size,
  type = 'button',
  ...rest
}: Omit<Look, 'wide'> & Native<'button'> & { label: string; icon: ReactNode }) {
  return (
    <button {...rest} type={type} aria-label={label} title={label} className={button({ variant, size, shape: 'icon' })}>
      {icon}
    </button>
  )
}

/** A link in running text; one that leaves Jetway opens a new tab and shows an arrow. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  const look =
    'inline-flex items-center gap-0.5 rounded-sm text-accent underline decoration-accent/35 underline-offset-3 hover:decoration-accent'
  if (!/^https?:/.test(href)) {
    return (
      <Link href={href} className={look}>
        {children}
      </Link>
    )
  }
  return (
    <a href={href} target="_blank" rel="noreferrer" className={look}>
      {children}
      <ArrowUpRight />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  )
}

function Spinner() {
  return (
    <span className="absolute inset-0 grid place-items-center" aria-hidden>
      <LoaderCircle className="motion-safe:animate-spin" />
    </span>
  )
}
