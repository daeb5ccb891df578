import { Field } from '#components/ui/field.tsx'
import { SecretInput } from '#components/ui/secret-input.tsx'
import { passwordLengthMax, passwordLengthMin } from '#lib/auth/schema.ts'

/** Asks for a password to be. `account` tells a password manager whose it is. */
export function NewPasswordField({
  name = 'password',
  label = 'Password',
  account,
}: {
  name?: string
  label?: string
  account?: string
}) {
  return (
    <>
      {account && <input type="email" autoComplete="username" value={account} readOnly hidden />}
      <Field
        name={name}
        label={label}
        required
        help={`At least ${passwordLengthMin} characters. A short sentence is easy to keep in mind.`}
      >
        <SecretInput kind="new-password" minLength={passwordLengthMin} maxLength={passwordLengthMax} />
      </Field>
    </>
  )
}
