import type { Context } from '#lib/context.ts'
import { currentContext } from './require-context.ts'
import { toResponse } from './to-response.ts'

/** Makes a route handler of an adapter: supplies the context and maps errors to JSON. */
export function withContext<Args extends unknown[]>(
  run: (ctx: Context, request: Request, ...rest: Args) => Promise<Response>,
): (request: Request, ...rest: Args) => Promise<Response> {
  return async (request, ...rest) => {
    let requestId: string = crypto.randomUUID()
    try {
      const ctx = await currentContext()
      requestId = ctx.requestId
      return await run(ctx, request, ...rest)
    } catch (error) {
      return toResponse(error, requestId)
    }
  }
}
