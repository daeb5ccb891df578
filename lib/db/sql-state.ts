/** Where the Prisma client, and its adapter at a commit, keep what Postgres said. */
const places = [
  ['meta', 'driverAdapterError', 'cause', 'originalCode'],
  ['cause', 'originalCode'],
]

/** The five characters by which Postgres names what went wrong. */
export function sqlStateOf(error: unknown): string | undefined {
  return places.map((path) => find(error, path)).find((found): found is string => typeof found === 'string')
}

function find(error: unknown, path: string[]): unknown {
  return path.reduce<unknown>((at, name) => (at instanceof Object ? Reflect.get(at, name) : undefined), error)
}
