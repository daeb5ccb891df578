/**
 * One 401 proves nothing about stored values: servers say it in passing, or of one tool. Before values are marked they are tried
 * as the live check does, at most once a minute for each version of a credential and each token; a storm of refusals is one trial.
 */
import { LRUCache } from 'lru-cache'
import { env } from '#lib/env.ts'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { cachedMax, recheckRestMs } from '../limits.ts'
import type { Upstream } from './upstream.ts'

/** `renewed`: there is a new token. `unsure`: the server could not be asked. */
export type Verdict = 'hold' | 'renewed' | 'refused' | 'unsure'

export type Rechecks = { ask: (upstream: Upstream) => Promise<Verdict> }

export function createRechecks(): Rechecks {
  const verdicts = new LRUCache<string, Promise<Verdict>>({ max: cachedMax, ttl: recheckRestMs })
  return {
    ask: (upstream) => {
      const known = verdicts.get(upstream.sentAs)
      if (known) return known
      const asking = tryAgain(upstream)
      verdicts.set(upstream.sentAs, asking)
      return asking
    },
  }
}

async function tryAgain({ request: { url, headers, secrets }, renew }: Upstream): Promise<Verdict> {
  const renewal = await renew?.()
  if (renewal === 'renewed') return 'renewed'
  if (renewal === 'ended') return 'refused'
  const policy = { allowNetworks: env().JETWAY_ALLOW_NETWORKS }
  const tried = await tryCredential(url.href, headers, { policy, secrets })
  if (tried.ok) return 'hold'
  return tried.reason === 'rejected' ? 'refused' : 'unsure'
}
