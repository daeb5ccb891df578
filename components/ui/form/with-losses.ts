import type { BoundAction } from '#lib/boundary/form-state.ts'
import { toast } from '../../shell/toaster.tsx'

const unreached = 'Jetway could not be reached. Nothing was sent or it is not known what became of it. Try again.'
const refused =
  'Jetway did not take this. It may be too large, or this page older than the last update: keep a copy of what you typed, and reload.'

/**
 * A lost connection is an answer like any other, and so is a refusal before the action has run: what was typed stays on
 * the page. The toast comes from here, since the form may be gone from the page by the time its answer is shown.
 */
export function withLosses<Data>(action: BoundAction<Data>): BoundAction<Data> {
  return async (previous, form) => {
    try {
      const answer = await action(previous, form)
      if (answer.status === 'done' && answer.message) toast(answer.message)
      return answer
    } catch (error) {
      if (isNavigation(error)) throw error
      const message = error instanceof TypeError ? unreached : refused
      return { status: 'failed', message, fields: {}, values: {} }
    }
  }
}

/** Redirects and not-founds arrive as errors with a digest. */
function isNavigation(error: unknown): boolean {
  return error instanceof Error && 'digest' in error && String(error.digest).startsWith('NEXT_')
}
