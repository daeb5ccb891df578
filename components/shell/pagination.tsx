import { ArrowLeft, ArrowRight } from 'lucide-react'
import { ButtonLink } from '../ui/button.tsx'

/** Pages by cursor: newer to the left, older to the right; nothing when there is one page. Lists without a time say other words. */
export function Pagination({
  newer,
  older,
  words = ['Newer', 'Older'],
}: {
  newer?: string
  older?: string
  words?: [string, string]
}) {
  if (!newer && !older) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2">
      {newer ? (
        <ButtonLink href={newer} size="sm" rel="prev" icon={<ArrowLeft />}>
          {words[0]}
        </ButtonLink>
      ) : (
        <span />
      )}
      {older && (
        <ButtonLink href={older} size="sm" rel="next">
          {words[1]}
          <ArrowRight />
        </ButtonLink>
      )}
    </nav>
  )
}
