/**
 * `test` and `expect` of the journeys. They share one Jetway and one organisation; people, projects and servers are each
 * journey's own, written straight into the database by the factories.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test'
import type { Context, OrgRole, UserActor } from '#lib/context.ts'
import { closeDatabase } from '#lib/db/database.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'
import { type Agent, connectAgent } from './agent.ts'
import { logFolder } from './global-setup.ts'
import { currentRun, type Run } from './run.ts'
import type { Control } from './sandbox.ts'
import { sessionCookieOf } from './session-cookie.ts'
import { type App, startApp } from './start-app.ts'
import { type Watched, watchPage } from './watch-page.ts'

export { expect }

type Worker = { run: Run }
type Journey = {
  /** Signs the page in as a new member of the organisation, and answers who that is. */
  signedInAs: (role: OrgRole, page?: Page) => Promise<Context<UserActor>>
  /** A page of another person's browser: no cookies in common. */
  otherBrowser: () => Promise<Page>
  /** Lets an error that a step provokes pass, on every page: `allowConsole(/401/)`. */
  allowConsole: (pattern: RegExp) => void
  /** No finding of axe on what is shown now. */
  expectAccessible: (page?: Page) => Promise<void>
  /** Asks the shared sandbox: `intercom('revokeToken', token)`. */
  intercom: <T = unknown>(name: Control, ...args: unknown[]) => Promise<T>
  /** An agent with a key at an endpoint, `/mcp/<project>`, of the shared Jetway or of another one. */
  agentAt: (path: string, key: string) => Promise<Agent>
  /** A Jetway of this journey's own that was never set up, on an embedded database. */
  emptyApp: App
  /** A second Jetway on the database of the shared one. */
  replica: App
  /** A Jetway of this journey's own with settings of its own, on an embedded database unless they say otherwise. */
  jetwayWith: (settings: Record<string, string>) => Promise<App>
  watched: Watched[]
}

export const test = base.extend<Journey, Worker>({
  run: [
    async ({}, use) => {
      const run = currentRun()
      const settings = readSettings({
        JETWAY_URL: run.url,
        JETWAY_LOG_LEVEL: 'silent',
        JETWAY_ALLOW_NETWORKS: '127.0.0.0/8',
      })
      provideEnv({ databaseUrl: run.databaseUrl, masterKey: run.masterKey }, settings)
      await use(run)
      await closeDatabase()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ run }, use) => use(run.url),

  watched: async ({}, use) => {
    const watched: Watched[] = []
    await use(watched)
    expect(
      watched.flatMap(({ errors }) => errors),
      'errors in the browser',
    ).toEqual([])
  },
  page: async ({ page, watched }, use) => {
    watched.push(watchPage(page))
    await use(page)
  },
  otherBrowser: async ({ browser, watched, contextOptions, baseURL }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await openContext(browser, { ...contextOptions, baseURL })
      contexts.push(context)
      const page = await context.newPage()
      watched.push(watchPage(page))
      return page
    })
    for (const context of contexts) await context.close()
  },
  allowConsole: async ({ watched }, use) => {
    await use((pattern) => {
      for (const page of watched) page.allow(pattern)
    })
  },
  expectAccessible: async ({ page }, use) => {
    await use(async (shown = page) => {
      const { violations } = await new AxeBuilder({ page: shown }).analyze()
      const findings = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html})`)
      expect(findings, `axe on ${shown.url()}`).toEqual([])
    })
  },
  signedInAs: async ({ page, run }, use) => {
    await use(async (role, shown = page) => {
      const { sessionId, ...ctx } = await buildAccount({ role, organizationId: run.organizationId })
      const cookie = await sessionCookieOf({ sessionId })
      await shown.context().addCookies([{ ...cookie, url: run.url, httpOnly: true, sameSite: 'Lax' }])
      return ctx
    })
  },
  intercom: async ({ run }, use) => {
    await use(async (name, ...args) => {
      const answer = await fetch(run.intercom.controlUrl, { method: 'POST', body: JSON.stringify({ name, args }) })
      return (await answer.json()).answer
    })
  },
  agentAt: async ({ run }, use) => {
    const agents: Agent[] = []
    await use(async (path, key) => {
      const agent = await connectAgent(new URL(path, run.url).href, key)
      agents.push(agent)
      return agent
    })
    for (const agent of agents) await agent.close()
  },
  emptyApp: async ({ jetwayWith }, use) => use(await jetwayWith({})),
  replica: async ({ run, jetwayWith }, use) =>
    use(await jetwayWith({ DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey })),
  jetwayWith: async ({}, use, { project, testId }) => {
    const apps: App[] = []
    await use(async (settings) => {
      const folder = mkdtempSync(join(tmpdir(), 'jetway-journey-'))
      const logFile = join(logFolder, `${project.name}-${testId}.log`)
      const app = await startApp({ ...settings, JETWAY_DATA: folder }, logFile)
      apps.push(app)
      return app
    })
    for (const app of apps) {
      await app.close()
      rmSync(app.folder, { recursive: true, force: true })
    }
  },
})

function openContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  return browser.newContext(options)
}
