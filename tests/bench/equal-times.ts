/**
 * Whether time tells what is secret: `npm run bench:times`. Medians of interleaved rounds, in milliseconds and as ratios to the
 * first of each group: sign-ins that fail, agent keys that are refused, bytes that differ at one end or the other.
 */
import { signIn } from '#lib/auth/sign-in.ts'
import { equalBytes } from '#lib/crypto/compare.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { hashToken, newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { newAgentKey } from '#lib/projects/agent-key.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

type Group = { name: string; rounds: number; of: Record<string, () => Promise<unknown>> }

const embedded = await startEmbedded('memory://')
await migrateDatabase(embedded.url)
provideEnv({ databaseUrl: embedded.url, masterKey: newMasterKey() }, readSettings({}))

const signInRounds = 60
const { actor: known } = await buildAccount()
const withoutPassword = await buildPerson({ role: null })
const noWait = async () => {}
let serial = 0

/** From an address of its own, so that no earlier try slows this one down. */
const guess = (email: unknown) => () =>
  signIn(stranger(), { email, password: 'a wrong calm sentence' }, `address ${++serial}`, noWait)

const { project, owner } = await buildProject()

/** A key whose stored hash differs from what is asked at one byte: its first, or its last. */
async function keyThatDiffersAt(place: number): Promise<string> {
  const { publicId, secret, text } = newAgentKey()
  const { id: projectId, organizationId } = project
  const { personId } = owner.actor
  const of = { projectId, organizationId, personId, createdById: personId }
  const secretHash = flipped(hashToken(secret), place)
  await database().agentKey.create({ data: { ...of, publicId, name: 'bench', secretHash } })
  return text
}

function flipped(bytes: Uint8Array<ArrayBuffer>, place: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (byte, at) => (at === place ? byte ^ 1 : byte))
}

const hash = hashToken(newToken())
const compare = (other: Uint8Array) => async () => {
  for (let i = 0; i < 200_000; i += 1) equalBytes(hash, other)
}
const [differsFirst, differsLast] = [await keyThatDiffersAt(0), await keyThatDiffersAt(31)]

const groups: Group[] = [
  {
    name: 'a sign-in that fails',
    rounds: signInRounds,
    of: {
      'wrong password': guess(known.email),
      'unknown address': guess('nobody@example.test'),
      'no password set': guess(withoutPassword.email),
      'no address at all': guess('x'.repeat(40)),
    },
  },
  {
    name: 'an agent key that is refused',
    rounds: 500,
    of: {
      'differs at the first byte': () => verifyKey(database(), differsFirst),
      'differs at the last byte': () => verifyKey(database(), differsLast),
    },
  },
  {
    name: '200,000 comparisons',
    rounds: 30,
    of: {
      'differ at the first byte': compare(flipped(hash, 0)),
      'differ at the last byte': compare(flipped(hash, 31)),
      'are the same': compare(hash),
    },
  },
]

for (const { name, rounds, of } of groups) {
  const times = new Map<string, number[]>(Object.keys(of).map((what) => [what, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [what, work] of Object.entries(of)) {
      const started = performance.now()
      await work()
      times.get(what)?.push(performance.now() - started)
    }
  }
  console.log(`${name}, ${rounds} rounds`)
  const medians = [...times].map(
    ([what, all]) => [what, all.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0] as const,
  )
  const [[, first] = ['', 1]] = medians
  for (const [what, median] of medians)
    console.log(`  ${what.padEnd(28)} ${median.toFixed(3).padStart(9)} ms  ${(median / first).toFixed(3)}`)
}
process.exit(0)
