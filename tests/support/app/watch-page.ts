import type { Page } from '@playwright/test'

export type Watched = { errors: string[]; allow: (pattern: RegExp) => void; settle: () => Promise<void> }

/**
 * Notes what a page should never do: report an error, throw, or receive a planted secret. A step that provokes a status
 * allows it before, by the text Chromium reports.
 */
export function watchPage(page: Page, secrets: string[]): Watched {
  const errors: string[] = []
  const allowed: RegExp[] = []
  const reading: Promise<void>[] = []
  const note = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) errors.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') note(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => note(`thrown: ${error.message}`))
  page.on('response', (response) => {
    const read = response.text().then(
      (text) => {
        if (secrets.some((secret) => text.includes(secret)))
          errors.push(`a planted secret came back from ${response.url()}`)
      },
      () => {}, // Redirects and aborted requests have no body.
    )
    reading.push(read)
  })
  return {
    errors,
    allow: (pattern) => allowed.push(pattern),
    settle: async () => {
      await Promise.all(reading)
    },
  }
}
