/** What the database refuses because a unique value is taken becomes what `taken` makes of it; other errors go on. */
export async function orTaken<T>(work: Promise<T>, taken: (cause: unknown) => Error | Promise<Error>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isUniqueViolation(error) ? await taken(error) : error
  }
}

/** Told by the error's code, never by its text. */
function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
}
