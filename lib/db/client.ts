import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Database = PrismaClient

/** What verbs see: the client, or the transaction they are in. */
export type Db = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

type SocketPool = { host: string; port: number; user: string; password: string | undefined; database: string }

const poolMax = 8
const defaultPort = 5432

/** Opens a pool on a Postgres address; the embedded database's is a Unix socket. */
export function openDatabase(url: string): Database {
  const pool = { ...poolOf(url), max: poolMax, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 }
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
}

/** pg's settings of an address; `?host=` names the folder of a Unix socket, which `pg` wants apart. */
export function poolOf(url: string): { connectionString: string } | SocketPool {
  const parsed = new URL(url)
  const host = parsed.searchParams.get('host')
  if (!host?.startsWith('/')) return { connectionString: url }
  return {
    host,
    port: Number(parsed.searchParams.get('port') ?? (parsed.port || defaultPort)),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password) || undefined,
    database: decodeURIComponent(parsed.pathname.slice(1)),
  }
}
