import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { poolOf } from '#lib/db/client.ts'
import { snapshotFile } from '#lib/db/diff-schema.ts'
import { schemaFile } from '#lib/db/schema-engine.ts'

test('the last migration left the schema as it stands: npm run db:migration -- NAME writes the next', () => {
  expect(readFileSync(snapshotFile, 'utf8')).toBe(readFileSync(schemaFile, 'utf8'))
})

test('an address with a socket folder becomes its parts, any other is passed on', () => {
  const socket = 'postgresql://me:p%40ss@localhost/jetway?host=%2Ftmp%2Fsock&port=6000'

  expect(poolOf(socket)).toEqual({ host: '/tmp/sock', port: 6000, user: 'me', password: 'p@ss', database: 'jetway' })
  expect(poolOf('postgresql://me@db.example:5433/x')).toEqual({ connectionString: 'postgresql://me@db.example:5433/x' })
})
