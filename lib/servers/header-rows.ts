/** Headers as the database keeps them: their rows, what is read of a row, and the way back. */
import * as z from 'zod'
import type { Prisma } from '#lib/db/generated/client.ts'
import { type HeaderInput, inputField } from './schema.ts'

export const headerFields = {
  name: true,
  template: true,
  isRequired: true,
  isSecret: true,
  help: true,
  fields: true,
} satisfies Prisma.ServerInputSelect

export type HeaderRow = Prisma.ServerInputGetPayload<{ select: typeof headerFields }>

/** In their order. */
export function toHeaderRows(headers: readonly HeaderInput[]) {
  return headers.map((header, position) => ({
    ...header,
    position,
    nameKey: header.name.toLowerCase(),
    fields: header.fields as Prisma.InputJsonValue,
  }))
}

/** Their fields are read by the schema they were stored under. */
export function toHeaders(rows: readonly HeaderRow[]): HeaderInput[] {
  return rows.map((row) => ({ ...row, fields: z.array(inputField).parse(row.fields) }))
}
