import { InputPreview } from '#components/server/input-preview.tsx'
import { InputTable } from '#components/server/input-table.tsx'
import { Alert } from '#components/ui/alert.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { Stack } from '#components/ui/panel.tsx'
import { nameInputs } from '#lib/servers/inputs/key-of.ts'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { confirmInputsAction, removeInputAction, saveInputAction } from '../actions.ts'
import { toStepHref } from './steps.ts'

const needs = {
  nothing: 'Jetway registers itself there.',
  listed:
    'Jetway tries to register itself; the vendor takes addresses of a list only, so you may need a client of your own.',
  client: 'Make a client at the vendor first: it registers none by itself.',
  unknown: 'Jetway tries to register itself; perhaps you need a client of your own.',
}

export function AuthorizationStep({ onboarding }: { onboarding: OnboardingView }) {
  const { key, entry, inputs, check, seenAs } = onboarding
  const hidden = { entryKey: key }
  return (
    <Stack>
      <p className="max-w-prose">
        {inputs.length === 0
          ? 'No header is declared. If the server wants one, add it: people give its value later, in an Auth Link.'
          : `These ${nameInputs(inputs)} are sent with every call. You confirm what is needed; people give the values later, in an Auth Link.`}{' '}
        Nobody asks you for a value.
      </p>
      {entry?.oauthNeeds && (
        <Alert title="People can sign in by OAuth">
          {inputs.some(({ isSecret }) => isSecret) && 'Instead of giving values. '}
          An admin sets it up on the server’s page, once it is in the library. {needs[entry.oauthNeeds]}
        </Alert>
      )}
      {!entry?.oauthNeeds && inputs.length === 0 && check?.reach === 'asks_sign_in' && (
        <Alert tone="warning" title="The server asks for a sign-in">
          Its check was answered with a challenge, but no header is declared. Add the header it wants, or set up its
          sign-in by OAuth once it is in the library.
        </Alert>
      )}
      <InputTable inputs={inputs} actions={{ save: saveInputAction, remove: removeInputAction, hidden }} />
      <InputPreview inputs={inputs} />
      <Form action={confirmInputsAction} id={`confirm-${key}`} wide>
        <input type="hidden" name="entryKey" value={key} />
        <input type="hidden" name="seenAs" value={seenAs} />
        <FormActions>
          <ButtonLink href={toStepHref(key, 'connection')} variant="quiet">
            Back
          </ButtonLink>
          <SubmitButton>Confirm {nameInputs(inputs)}</SubmitButton>
        </FormActions>
      </Form>
    </Stack>
  )
}
