import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { loadCatalog } from './load-catalog.ts'
import { canMendCatalog } from './policy.ts'

/** What is wrong with the operator's catalog files now, a sentence each. */
export async function listCatalogProblems(ctx: Context): Promise<readonly string[]> {
  authorize(canMendCatalog(ctx.actor), ctx.actor)
  return (await loadCatalog()).problems
}
