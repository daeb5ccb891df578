import * as z from 'zod'

export const passwordLengthMin = 12
export const passwordLengthMax = 200
const emailLengthMax = 254
const controlCharacters = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** A password to be: its length counts, nothing else. */
export const newPassword = z
  .string({ error: 'Choose a password.' })
  .min(passwordLengthMin, `Use at least ${passwordLengthMin} characters. A short sentence is easy to keep in mind.`)
  .max(passwordLengthMax, `Use at most ${passwordLengthMax} characters.`)

/** An address, in the one spelling in which it is stored. */
export const emailAddress = z
  .string({ error: 'Enter an e-mail address.' })
  .trim()
  .toLowerCase()
  .max(emailLengthMax, `Use at most ${emailLengthMax} characters.`)
  .pipe(z.email('Enter an e-mail address such as mia@example.com.'))

/** Text without line breaks and other control characters, which no name or search holds and Postgres partly refuses. */
export function oneLine(lengthMax: number) {
  return z
    .string()
    .trim()
    .max(lengthMax, `Use at most ${lengthMax} characters.`)
    .refine((text) => !controlCharacters.test(text), 'Use one line of plain text.')
}

/** A name as people write it. */
export function nameOf(what: string, lengthMax: number) {
  return z.string({ error: `Enter ${what}.` }).pipe(oneLine(lengthMax).min(1, `Enter ${what}.`))
}

/** What a sign-in carries. What is no address or no password of ours becomes one that nobody has, and is tried all the same. */
export const signInInput = z
  .object({
    email: emailAddress.nullable().catch(null),
    password: z.string().max(passwordLengthMax).catch(''),
  })
  .catch({ email: null, password: '' })
