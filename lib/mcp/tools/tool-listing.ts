/**
 * A tool as a server lists it, read so tolerantly that one odd tool spoils nothing: what is missing gets a default, what
 * has the wrong type is left out, a tool without a name is no tool. The schema is kept as it came and never followed.
 * https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool
 */
import { isObject, type JsonObject, nestsAtMost } from '../json-rpc.ts'
import type { ListedTool } from './list-tools.ts'
import { olderCannotRead, readTool } from './tool-text.ts'

export type ToolListing = {
  name: string
  title?: string
  description: string
  annotations?: JsonObject
  inputSchema: JsonObject
  /** Why clients that read a whole list at once are not shown it. */
  problem?: string
}

const toolNameCharsMax = 256
const schemaDepthMax = 100

export function toToolListings(tools: readonly ListedTool[]): ToolListing[] {
  const byName = new Map<string, ToolListing>()
  for (const { value, text } of tools) {
    const listing = toToolListing(value)
    if (listing && !byName.has(listing.name)) byName.set(listing.name, { ...listing, ...problemOf(text) })
  }
  return [...byName.values()]
}

function problemOf(text: string): { problem?: string } {
  const read = readTool(text)
  if (!read.ok) return { problem: read.problem }
  return read.tool.legacy === null ? { problem: olderCannotRead } : {}
}

/** Null when the value is not a tool at all. */
export function toToolListing(value: unknown): ToolListing | null {
  if (!isObject(value)) return null
  const { name, title, description, annotations, inputSchema } = value
  if (typeof name !== 'string' || name === '' || name.length > toolNameCharsMax) return null

  return {
    name,
    ...(typeof title === 'string' && title !== '' && { title }),
    description: typeof description === 'string' ? description : '',
    ...(isObject(annotations) && nestsAtMost(annotations, schemaDepthMax) && { annotations }),
    inputSchema: isObject(inputSchema) && nestsAtMost(inputSchema, schemaDepthMax) ? inputSchema : { type: 'object' },
  }
}
