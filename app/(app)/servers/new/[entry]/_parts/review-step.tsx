import { ReachState } from '#components/server/reach-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Code } from '#components/ui/code.tsx'
import { Form, FormActions, SubmitButton } from '#components/ui/form.tsx'
import { DescriptionList } from '#components/ui/list.tsx'
import { Panel, Stack } from '#components/ui/panel.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { capitalise, keyOf, nameInputs, showName } from '#lib/servers/inputs/key-of.ts'
import type { OnboardingView } from '#lib/servers/onboarding/get-onboarding.ts'
import { credentialModes } from '../../../_parts/credential-modes.ts'
import { addToLibraryAction, keepDraftAction } from '../actions.ts'
import { KeepTyped } from './keep-typed.tsx'
import { toStepHref } from './steps.ts'

export function ReviewStep({ onboarding }: { onboarding: OnboardingView }) {
  const { key, credentialMode, inputs, seenAs } = onboarding
  return (
    <Stack>
      <Summary onboarding={onboarding} />
      <Form action={addToLibraryAction} id={`review-${key}`} wide>
        <input type="hidden" name="entryKey" value={key} />
        <input type="hidden" name="seenAs" value={seenAs} />
        {inputs.length === 0 ? (
          <input type="hidden" name="credentialMode" value={credentialMode} />
        ) : (
          <KeepTyped keep={keepDraftAction}>
            <RadioGroup
              name="credentialMode"
              label="Whose values are used"
              help="What connections start with; each of them can choose otherwise."
              cards
              required
              defaultValue={credentialMode}
              options={credentialModes}
            />
          </KeepTyped>
        )}
        <FormActions>
          <ButtonLink href={toStepHref(key, 'authorization')} variant="quiet">
            Back
          </ButtonLink>
          <SubmitButton>Add to library</SubmitButton>
        </FormActions>
      </Form>
    </Stack>
  )
}

function Summary({ onboarding }: { onboarding: OnboardingView }) {
  const { connection, entry, inputs, check, address } = onboarding
  const endpoint = entry?.endpoints.find(({ id }) => id === connection.endpoint) ?? entry?.endpoints[0]
  const isChecked = check !== null && URL.parse(check.url)?.href === URL.parse(address)?.href
  return (
    <Panel title="What goes into the library">
      <DescriptionList
        items={[
          { label: 'Name', value: connection.name },
          { label: 'Tools appear as', value: <Code>{`${connection.slug}__…`}</Code> },
          { label: 'Endpoint', value: <Code>{address}</Code> },
          ...(endpoint?.region ? [{ label: 'Region', value: endpoint.label }] : []),
          { label: 'Transport', value: 'Streamable HTTP' },
          { label: 'Live check', value: <CheckSummary check={isChecked ? check : null} /> },
          {
            label: capitalise(nameInputs(inputs)),
            value:
              inputs.length === 0
                ? 'none'
                : inputs.map((input) => (
                    <div key={keyOf(input)}>
                      <Code>{`${showName(input)}: ${input.template}`}</Code>
                    </div>
                  )),
          },
        ]}
      />
    </Panel>
  )
}

function CheckSummary({ check }: { check: OnboardingView['check'] }) {
  const isVerified = check?.reach === 'reachable' || check?.reach === 'asks_sign_in'
  return (
    <>
      <ReachState reach={check?.reach ?? 'unknown'} />
      {check?.reason && <p className="text-muted">{check.reason}</p>}
      {!isVerified && <p className="text-muted">It can be added all the same, and is checked again later.</p>}
    </>
  )
}
