/** Inputs as the database keeps them: their rows, what is read of a row, and the way back. */
import * as z from 'zod'
import type { Prisma } from '#lib/db/generated/client.ts'
import { locations, nameKeyOf } from './key-of.ts'
import { type Input, inputField } from './schema.ts'

export const inputRowFields = {
  location: true,
  name: true,
  template: true,
  isRequired: true,
  isSecret: true,
  help: true,
  fields: true,
} satisfies Prisma.ServerInputSelect

export type InputRow = Prisma.ServerInputGetPayload<{ select: typeof inputRowFields }>

const location = z.enum(locations)

/** In their order. */
export function toInputRows(inputs: readonly Input[]) {
  return inputs.map((input, position) => ({
    ...input,
    position,
    nameKey: nameKeyOf(input),
    fields: input.fields as Prisma.InputJsonValue,
  }))
}

/** Their fields are read by the schema they were stored under. */
export function toInputs(rows: readonly InputRow[]): Input[] {
  return rows.map((row) => ({
    ...row,
    fields: z.array(inputField).parse(row.fields),
    location: location.parse(row.location),
  }))
}
