import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

/** Where Debian's package puts it; elsewhere Playwright's own is used. */
export const debianChromium = '/usr/bin/chromium'

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Journeys of the process, its answers and its agents, and of two people, tabs or browsers: nothing of them is about a size. */
const ofOneSize =
  /((starting|stopping|answering)-[a-z-]+|agent-call|calm-links|pause|two-admins|two-tabs|another-browser|told-of-a-reset|session-ends-mid-form|secrets-typed)\.spec\.ts$/

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './tests/support/app/global-setup.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // A slow machine takes its time; a journey that hangs is found by its expectations.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  use: {
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { args, ...(existsSync(debianChromium) && { executablePath: debianChromium }) },
  },
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } } },
    { name: 'phone', testIgnore: ofOneSize, use: { ...devices['Pixel 7'] } },
  ],
})
