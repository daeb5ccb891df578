/**
 * Forms in which somebody has typed what is not saved yet. Leaving one asks: by closing its dialog, by a link, by closing the
 * page. Going back does not ask (browsers let nobody hold that up): what was typed is there again instead.
 */
type TextControl = HTMLInputElement | HTMLTextAreaElement

const question = 'What you typed here is not saved. Leave it all the same?'
const notText = new Set(['checkbox', 'radio', 'hidden', 'search', 'submit', 'button'])

/** Of each form, the controls that were typed in, with what they held before. */
const typed = new Map<HTMLFormElement, Map<TextControl, string>>()
let isWatching = false

/** To be called at every input; `before` is what the control began with. */
export function noteTyped(form: HTMLFormElement, control: EventTarget): void {
  if (!isText(control)) return
  watch()
  const controls = typed.get(form) ?? new Map<TextControl, string>()
  typed.set(form, controls)
  if (!controls.has(control)) controls.set(control, control.defaultValue)
}

/** What was typed has been sent, or is kept elsewhere. */
export function forgetTyped(form: HTMLFormElement): void {
  typed.delete(form)
}

/** Whether a form, or any form within an element, holds text that is not saved. */
export function hasUnsaved(within: Element): boolean {
  return [...typed].some(([form, controls]) => within.contains(form) && isUnsaved(controls))
}

/** Asks, where there is something to lose; what may be lost is forgotten. */
export function mayLeave(within: Element): boolean {
  if (hasUnsaved(within) && !window.confirm(question)) return false
  for (const form of [...typed.keys()]) if (within.contains(form)) forgetTyped(form)
  return true
}

function isUnsaved(controls: ReadonlyMap<TextControl, string>): boolean {
  return [...controls].some(([control, before]) => control.isConnected && control.value !== before)
}

function isText(target: EventTarget): target is TextControl {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !notText.has(target.type))
}

function watch(): void {
  if (isWatching) return
  isWatching = true
  window.addEventListener('beforeunload', (event) => {
    if (hasUnsaved(document.body)) event.preventDefault()
  })
  // Before React hears it: a link that is not followed must not begin to load its page.
  document.addEventListener('click', holdLink, { capture: true })
}

function holdLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  const isElsewhere = event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0
  if (!(link instanceof HTMLAnchorElement) || isElsewhere || (link.target !== '' && link.target !== '_self')) return
  if (link.hasAttribute('download') || link.getAttribute('href')?.startsWith('#')) return
  if (mayLeave(document.body)) return
  event.preventDefault()
  event.stopPropagation()
}
