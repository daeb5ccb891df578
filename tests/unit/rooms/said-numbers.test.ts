import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { passwordLengthMin } from '#lib/auth/schema.ts'
import { asOneOfFew, inTurn } from '#lib/auth/turns.ts'
import { cleanValues } from '#lib/auth-links/giving/clean-values.ts'
import { signInMinutes } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { newToken } from '#lib/crypto/token.ts'
import { cacheMs, lookAgainMs, streamsPerKeyMax } from '#lib/gateway/limits.ts'
import { jsonDepthMax } from '#lib/mcp/json-rpc.ts'
import { newAgentKey } from '#lib/projects/agent-key.ts'

const words = ['two', 'five', 'ten', 'twelve', 'fifty']
const numbers = [2, 5, 10, 12, 50]

function toNumber(said: string): number {
  const at = words.indexOf(said.toLowerCase())
  return at === -1 ? Number(said.replaceAll(',', '')) : (numbers[at] ?? Number.NaN)
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** How many of a hundred are let in, and how many are at work, while nobody ends. */
async function letIn(start: (work: () => Promise<void>) => Promise<void>): Promise<{ working: number; kept: number }> {
  const releases: (() => void)[] = []
  let working = 0
  let refused = 0
  const work = () => {
    working += 1
    return new Promise<void>((resolve) => releases.push(resolve))
  }
  const all = Array.from({ length: 100 }, () =>
    start(work).catch(() => {
      refused += 1
    }),
  )
  await settled()
  const seen = { working, kept: 100 - refused }
  for (; releases.length > 0; await settled()) releases.shift()?.()
  await Promise.all(all)
  return seen
}

/** The longest value that is taken, by halves. */
function longestValue(): number {
  const field = { name: 'token', label: 'Token', help: '', placeholder: '', isSecret: true }
  const shape = { location: 'header', name: 'X-Token', template: '{token}' } as const
  const header = { ...shape, isRequired: true, isSecret: true, help: '', fields: [field] }
  const isTaken = (chars: number) => cleanValues([header], { token: 'aB3'.repeat(chars).slice(0, chars) }).ok
  let [taken, refused] = [1, 100_000]
  while (refused - taken > 1) {
    const middle = (taken + refused) >> 1
    if (isTaken(middle)) taken = middle
    else refused = middle
  }
  return taken
}

const secretBits = () => Math.floor(newAgentKey().secret.length * Math.log2(62))

/** What people are told, and what is in force. */
const promises: [file: string, said: RegExp, inForce: () => number | Promise<number>][] = [
  ['docs/security.md', /stay in the gateway's memory for (\S+) seconds at most/, () => cacheMs / 1000],
  ['docs/security.md', /when it expires, and every (\S+) seconds/, () => lookAgainMs / 1000],
  ['docs/security.md', /may be nested (\S+) levels deep/, () => jsonDepthMax],
  ['docs/security.md', /good for one return within (\S+) minutes/, () => signInMinutes],
  ['docs/security.md', /Link tokens have (\S+) bits/, () => Buffer.from(newToken(), 'base64url').length * 8],
  ['docs/security.md', /and agent keys (\d+)/, secretBits],
  ['docs/security.md', /argon2id, (\S+) characters or more/, () => passwordLengthMin],
  ['docs/security.md', /(\S+) tries of a network/, async () => (await letIn((work) => asOneOfFew('a', work))).kept],
  ['docs/security.md', /(\S+) passwords are compared at a time/, async () => (await letIn(inTurn)).working],
  ['docs/security.md', /at a time, (\S+) wait/, () => letIn(inTurn).then(({ kept, working }) => kept - working)],
  ['docs/security.md', /may work on the others for up to (\S+) more seconds/, () => cacheMs / 1000],
  ['CHANGELOG.md', /within (\S+) seconds of a revocation/, () => lookAgainMs / 1000],
  ['CHANGELOG.md', /At most (\S+) streams at a time/, () => streamsPerKeyMax],
  ['CHANGELOG.md', /nested deeper than (\S+) levels/, () => jsonDepthMax],
  ['CHANGELOG.md', /Up to (\S+) characters/, longestValue],
]

test.each(promises)('%s says the number in force: %s', async (file, said, inForce) => {
  const text = readFileSync(file, 'utf8').replace(/\s+/g, ' ')
  const [, number = 'nothing'] = said.exec(text) ?? []
  expect(toNumber(number)).toBe(await inForce())
})
