/** What the tests need besides npm's packages. Installed where that can be done without asking; named elsewhere. */
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findPostgres } from '#tests/support/postgres/find-postgres.ts'
import { debianChromium } from '../../playwright.config.ts'
import { runCommand } from './run-command.ts'
import type { Outcome, Step } from './run-steps.ts'

type Tool = { debian: string; elsewhere: string; isThere: () => boolean }

const tools: Tool[] = [
  {
    debian: 'chromium',
    elsewhere: 'Chromium: npx playwright install chromium',
    isThere: () => existsSync(debianChromium) || existsSync(chromium.executablePath()),
  },
  {
    debian: 'postgresql',
    elsewhere: 'PostgreSQL 15 or newer: brew install postgresql@17, or the packages of your system',
    isThere: () => findPostgres() !== null,
  },
  {
    debian: 'nginx',
    elsewhere: 'nginx: brew install nginx, or the package of your system',
    isThere: () => findProgram('nginx'),
  },
]

export const toolsStep: Step = { name: 'tools', run: installTools }

async function installTools(): Promise<Outcome> {
  const output = await installMissing(tools.filter((tool) => !tool.isThere()))
  const missing = tools.filter((tool) => !tool.isThere())
  if (missing.length === 0) return { passed: 1, failed: 0, output }
  const wanted = missing.map((tool) => `  ${tool.elsewhere}`).join('\n')
  return { passed: 0, failed: 1, output: `${output}\nPlease install, then run the tests again:\n${wanted}` }
}

async function installMissing(missing: Tool[]): Promise<string> {
  if (missing.length === 0) return ''
  const names = missing.map((tool) => tool.debian)
  console.log(`  installing ${names.join(', ')}`)
  if (process.getuid?.() === 0 && findProgram('apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    const updated = await runCommand({ command: 'apt-get', args: ['update', '-qq'], env })
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...names]
    return updated.output + (await runCommand({ command: 'apt-get', args, env })).output
  }
  if (!names.includes('chromium')) return ''
  return (await runCommand({ command: 'node_modules/.bin/playwright', args: ['install', 'chromium'] })).output
}

function findProgram(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return folders.some((folder) => existsSync(`${folder}/${name}`))
}
