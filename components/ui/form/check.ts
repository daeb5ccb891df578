import { isSecretName } from '#lib/boundary/form-state.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** What is wrong with one control, as a sentence that says how to mend it; undefined if nothing is. */
export function checkControl(control: Control): string | undefined {
  const { validity } = control
  if (validity.valid) return undefined
  if (validity.valueMissing) return missingSentence(control)
  const hint = control.dataset.hint
  if (hint) return hint
  if (validity.typeMismatch && control.type === 'email') return 'Enter an e-mail address such as mia@example.com.'
  if (validity.typeMismatch && control.type === 'url') return 'Enter a full address such as https://example.com/mcp.'
  if (validity.tooShort) return `Use at least ${control.getAttribute('minlength')} characters.`
  if (validity.tooLong) return `Use at most ${control.getAttribute('maxlength')} characters.`
  return control.validationMessage
}

/** The first wrong control of every name in the form. */
export function checkForm(form: HTMLFormElement): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const control of controlsOf(form)) {
    const sentence = checkControl(control)
    if (sentence && !(control.name in errors)) errors[control.name] = sentence
  }
  return errors
}

export function isControl(target: unknown): target is Control {
  return (
    (target instanceof HTMLInputElement ||
      target instanceof HTMLSelectElement ||
      target instanceof HTMLTextAreaElement) &&
    target.name !== '' &&
    target.willValidate
  )
}

/** Moves to the first control that has an error. Says whether there was one. */
export function focusFirstWrong(form: HTMLFormElement, errors: Record<string, string>): boolean {
  const wrong = controlsOf(form).find((control) => control.name in errors)
  wrong?.focus()
  return wrong !== undefined
}

/**
 * Puts values back into the controls of that name. Of a list (`a[]`) all that was ticked is there, so nothing means none.
 * Says whether that changed anything.
 */
export function fillForm(form: HTMLFormElement, values: Record<string, string>): boolean {
  let isChanged = false
  for (const control of controlsOf(form)) {
    const isList = control.name.endsWith('[]')
    const value = values[control.name] ?? (isList ? '' : undefined)
    if (value === undefined) continue
    if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
      // A click is what React hears, so that what depends on the choice follows it.
      if (control.checked === isChosen(control.value, value)) continue
      control.click()
    } else {
      if (control.value === value) continue
      type(control, value)
    }
    isChanged = true
  }
  return isChanged
}

/** The text of the controls that may be kept: all but those whose name says secret. */
export function textsOf(form: HTMLFormElement): Record<string, string> {
  const kept = controlsOf(form).filter(({ name, type }) => {
    return !isSecretName(name) && !['checkbox', 'radio', 'search'].includes(type)
  })
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]))
}

/** Whether a choice is among those that were echoed, one on a line. */
export function isChosen(choice: string, echoed: string): boolean {
  return echoed.split('\n').includes(choice)
}

/** As if a person had typed it: the element's own setter, since React takes its replacement of it for its own writing. */
function type(control: Control, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set?.call(control, value)
  control.dispatchEvent(new Event('input', { bubbles: true }))
}

function controlsOf(form: HTMLFormElement): Control[] {
  return Array.from(form.elements).filter(isControl)
}

function missingSentence(control: Control): string {
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return 'Tick this to go on.'
  if (control instanceof HTMLInputElement && control.type === 'radio') return 'Choose one.'
  if (control instanceof HTMLSelectElement) return 'Choose one.'
  return 'This is needed.'
}
