/** What the demo remembers in its folder, so that it is the same the next time. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { freePort } from '../free-port.ts'

const person = z.object({ name: z.string(), email: z.string(), password: z.string() })
const seeded = z.object({ project: z.string(), agentKey: z.string() })
const state = z.object({
  ports: z.object({
    intercom: z.number(),
    intercomEu: z.number(),
    slack: z.number(),
    gmail: z.number(),
    google: z.number(),
  }),
  admin: person,
  members: z.tuple([person, person]),
  /** Absent until everything has been made. */
  seeded: seeded.optional(),
})

export type DemoState = z.output<typeof state>
export type Seeded = z.output<typeof seeded>

/** What an earlier run has left, or a new beginning: a folder that was never finished, or is an older release's, is made anew. */
export async function openDemo(folder: string): Promise<DemoState> {
  const file = stateFile(folder)
  if (existsSync(file)) {
    const known = state.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (known.success && known.data.seeded) return known.data
    // Never finished, or of a release whose demo had less in it.
    rmSync(folder, { recursive: true })
  }
  if (existsSync(folder))
    throw new Error(`${folder} is there, but no demo is in it. Move it away, or name another folder: --folder PATH`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fresh: DemoState = {
    ports: {
      intercom: await freePort(),
      intercomEu: await freePort(),
      slack: await freePort(),
      gmail: await freePort(),
      google: await freePort(),
    },
    admin: newPerson('Mia Admin', 'mia@demo.test'),
    members: [newPerson('Noah Support', 'noah@demo.test'), newPerson('Lena Travel', 'lena@demo.test')],
  }
  saveDemo(folder, fresh)
  return fresh
}

export function saveDemo(folder: string, demo: DemoState): void {
  const file = stateFile(folder)
  writeFileSync(`${file}.new`, JSON.stringify(demo, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function stateFile(folder: string): string {
  return join(folder, 'demo.json')
}

function newPerson(name: string, email: string) {
  return { name, email, password: randomBytes(12).toString('base64url') }
}
