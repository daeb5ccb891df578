/** Writes the table of docs/settings.md from the schema in lib/env.ts; with `--check`, only says whether it is current. */
import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { settings } from '#lib/env.ts'

const file = 'docs/settings.md'
const [begin, end] = ['<!-- settings -->', '<!-- /settings -->']

type Property = { description?: string; default?: unknown; enum?: string[] }
const { properties } = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' })

const rows = Object.entries(properties as Record<string, Property>).map(
  ([name, property]) => `| \`${name}\` | ${sayDefault(property)} | ${sayMeaning(property)} |`,
)
const table = ['| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n')

const text = readFileSync(file, 'utf8')
const parts = text.match(new RegExp(`^([\\s\\S]*${begin})[\\s\\S]*(${end}[\\s\\S]*)$`))
if (!parts) throw new Error(`${file} needs the marks ${begin} and ${end}, between which the table stands.`)

const wanted = `${parts[1]}\n${table}\n${parts[2]}`
if (wanted === text) process.exit(0)
if (process.argv.includes('--check')) {
  console.error(`${file} does not agree with lib/env.ts. Run: node scripts/docs/settings-doc.ts`)
  process.exit(1)
}
writeFileSync(file, wanted)

function sayDefault(property: Property): string {
  return property.default === undefined || property.default === '' ? '–' : `\`${String(property.default)}\``
}

function sayMeaning({ description, enum: choices }: Property): string {
  if (!description) throw new Error('Every setting in lib/env.ts needs a description.')
  const known = choices ? ` One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.` : ''
  return `${description}${known}`.replaceAll('|', '\\|')
}
