/**
 * `jetway__status`: a tool that is listed while something of the project is missing, and says what, why, and where it can be
 * mended. Clients that only list are told too, and the address is for the person behind them.
 */
import { statusTool } from '#lib/projects/connections/tool-names.ts'
import type { MergedTool, Standing } from './merge-tools.ts'

const named = 20

/** Null while nothing is missing. */
export function toStatusTool(standings: readonly Standing[]): MergedTool | null {
  const missing = standings.filter(({ problem, leftOut }) => problem !== null || leftOut.length > 0)
  if (missing.length === 0) return null
  const names = missing.map(({ connection }) => connection.serverName).join(', ')
  const tool = {
    name: statusTool,
    title: 'What is missing here',
    description: `Says why tools of this project are missing or cannot be used, and where a person can mend it. Now: ${names}.`,
    inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: true, openWorldHint: false },
  }
  return { name: statusTool, text: JSON.stringify(tool) }
}

/** What the tool answers. */
export function toStatusText(standings: readonly Standing[]): string {
  const lines = standings.flatMap(({ connection, problem, leftOut }) => [
    ...(problem === null ? [] : [`${connection.serverName} (${connection.slug}): ${problem}`]),
    ...(leftOut.length === 0 ? [] : [`${connection.serverName} (${connection.slug}): ${leftOutText(leftOut)}`]),
  ])
  return lines.length === 0 ? 'Nothing is missing: all connections of this project work.' : lines.join('\n')
}

function leftOutText(leftOut: Standing['leftOut']): string {
  const shown = leftOut.slice(0, named).map(({ name, problem }) => `${name || '(no name)'}: ${problem}`)
  const more = leftOut.length > named ? [`${leftOut.length - named} more.`] : []
  return `Some of its tools are not shown. ${[...shown, ...more].join(' ')}`
}
