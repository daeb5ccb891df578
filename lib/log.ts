/**
 * Structured logs. Only the fields named in `allowed` leave this file, whatever a caller passes: a value
 * that is not on the list cannot be logged by accident. Routes are patterns, never paths with tokens.
 */
import pino from 'pino'
import { sqlStateOf } from '#lib/db/sql-state.ts'

const allowed = [
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'code',
  'actor',
  'organizationId',
  'projectId',
  'connectionId',
  'serverId',
  'keyId',
  'personId',
  'outcome',
  'count',
  'reason',
  'migration',
  'signal',
  'version',
  'attempt',
] as const

export type LogFields = Partial<Record<(typeof allowed)[number], string | number | boolean | null>> & {
  error?: unknown
}

const level = process.env.JETWAY_LOG_LEVEL || 'info'
const sink = pino(
  { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ dest: 2, sync: true }),
)

export const log = {
  debug: (message: string, fields?: LogFields) => sink.debug(pick(fields), message),
  info: (message: string, fields?: LogFields) => sink.info(pick(fields), message),
  warn: (message: string, fields?: LogFields) => sink.warn(pick(fields), message),
  error: (message: string, fields?: LogFields) => sink.error(pick(fields), message),
}

function pick(fields: LogFields = {}): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const name of allowed) if (fields[name] !== undefined) out[name] = fields[name]
  if (fields.error !== undefined) out.error = outline(fields.error)
  return out
}

/** Name, code and stack frames of an error. Never its message: messages of libraries quote values. */
function outline(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim())
  return {
    name: error.name,
    code,
    sqlState: sqlStateOf(error),
    frames,
    cause: error.cause === undefined ? undefined : outline(error.cause),
  }
}
