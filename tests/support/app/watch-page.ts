import type { Page } from '@playwright/test'

export type Watched = { errors: string[]; allow: (pattern: RegExp) => void }

/**
 * Notes what a page should never do: report an error, or throw. A step that provokes a status allows it before, by the
 * text Chromium reports.
 */
export function watchPage(page: Page): Watched {
  const errors: string[] = []
  const allowed: RegExp[] = []
  const note = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) errors.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => note(`thrown: ${error.message}`))
  return { errors, allow: (pattern) => allowed.push(pattern) }
}
