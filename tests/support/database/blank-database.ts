import { inject } from 'vitest'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { databaseUrl, onServer } from './global-setup.ts'

export type BlankDatabase = { url: string; close: () => Promise<void> }

/** A database in which nothing was ever made, of the kind this run is on. */
export async function openBlankDatabase(): Promise<BlankDatabase> {
  const server = inject('postgres')
  if (!server) return startEmbedded('memory://')
  const name = `${inject('run')}_${crypto.randomUUID().slice(0, 8)}`
  await onServer(server, `create database "${name}"`)
  return {
    url: databaseUrl(server, name),
    close: async () => {
      await onServer(server, `drop database "${name}" with (force)`)
    },
  }
}
