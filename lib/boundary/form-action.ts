import type { Context } from '#lib/context.ts'
import { echoed } from './fields.ts'
import type { BoundAction, FormState } from './form-state.ts'
import { currentContext } from './require-context.ts'
import { toFormState } from './to-form-state.ts'

type Answer<Data> = { message?: string; data?: Data } | undefined

/** Makes a server action of an adapter: supplies the context, maps errors to form state, lets redirects through. */
export function formAction<Data = undefined>(
  run: (ctx: Context, form: FormData) => Promise<Answer<Data>>,
  context: () => Promise<Context> = currentContext,
): BoundAction<Data> {
  return async (_previous: FormState<Data>, form: FormData): Promise<FormState<Data>> => {
    let requestId: string = crypto.randomUUID()
    try {
      const ctx = await context()
      requestId = ctx.requestId
      return { status: 'done', ...(await run(ctx, form)) }
    } catch (error) {
      return toFormState(error, echoed(form), requestId)
    }
  }
}
