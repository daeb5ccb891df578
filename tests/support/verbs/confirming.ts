import { AppError } from '#lib/errors.ts'

/** Makes a change that asks first, with the answer to just that question. */
export async function confirming<Answer>(change: (confirmed?: string) => Promise<Answer>): Promise<Answer> {
  try {
    return await change()
  } catch (error) {
    const question = error instanceof AppError ? error.details.fields?.confirmed : undefined
    if (question === undefined) throw error
    return change(question)
  }
}
