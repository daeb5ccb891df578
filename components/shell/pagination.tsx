import { ArrowLeft, ArrowRight } from 'lucide-react'
import { ButtonLink } from '../ui/button.tsx'

/** Pages by cursor: newer to the left, older to the right; nothing when there is one page. */
export function Pagination({ newer, older }: { newer?: string; older?: string }) {
  if (!newer && !older) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2">
      {newer ? (
        <ButtonLink href={newer} size="sm" rel="prev" icon={<ArrowLeft />}>
          Newer
        </ButtonLink>
      ) : (
        <span />
      )}
      {older && (
        <ButtonLink href={older} size="sm" rel="next">
          Older
          <ArrowRight />
        </ButtonLink>
      )}
    </nav>
  )
}
