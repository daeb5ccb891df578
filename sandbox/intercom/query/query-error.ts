/** A search that cannot be run as it is written; the message is for the caller. */
export class QueryError extends Error {
  override name = 'QueryError'
}
