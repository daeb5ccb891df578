import { LinkGone } from '#components/people/link-gone.tsx'

/** For an auth link; the browser that opened it still can. */
export function LinkNotUsable() {
  return <LinkGone>If you opened it before, use the same browser as then.</LinkGone>
}
