import { expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { buildCredentialRow } from '#tests/support/factories/keys.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'

const newNeedle = () => `needle-${crypto.randomUUID()}`

test('a secret in a cell of text, of JSON or of bytes names its table', async () => {
  const [text, json, bytes] = [newNeedle(), newNeedle(), newNeedle()]
  const person = await buildPerson()
  await database().person.update({ where: { id: person.id }, data: { name: `Mia ${text}` } })
  const { project, owner } = await buildProject()
  const { id: serverId } = await buildServer({ organizationId: project.organizationId })
  await database().serverTool.create({ data: { serverId, name: 'search', inputSchema: { note: json } } })
  const credential = await buildCredentialRow(project, { personId: owner.actor.personId })
  await database().credential.update({ where: { id: credential.id }, data: { envelope: Buffer.from(`v1.${bytes}`) } })

  const look = (...secrets: string[]) => findInTables(env().databaseUrl, spellingsOf(secrets))
  expect(await look(text)).toEqual(['the table Person'])
  expect(await look(json)).toEqual(['the table ServerTool'])
  expect(await look(bytes)).toEqual(['the table Credential'])
  expect(await look(text, json, bytes)).toHaveLength(3)
  expect(await look(newNeedle())).toEqual([])
})
