/** Whether an error is the database saying that a unique value is taken. Told by its code, never by its text. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002'
}
