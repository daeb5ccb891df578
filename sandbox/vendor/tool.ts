import type { CallToolResult, Tool as Definition } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { Bearer } from '../sign-in/tokens.ts'

/** A tool of a vendor over its own kind of data. */
export interface Tool<Data> {
  definition: Definition
  /** What the token has to allow; undefined where any token will do. */
  scope?: string
  call(data: Data, input: unknown): CallToolResult
}

type Described<Data, Input extends z.ZodObject> = {
  name: string
  description: string
  input: Input
  scope?: string
  isWriting?: boolean
  run(data: Data, input: z.output<Input>): unknown
}

/** What a tool refuses is a result marked as an error, never a protocol error. */
export class Refusal extends Error {}

export function defineTool<Data, Input extends z.ZodObject>(tool: Described<Data, Input>): Tool<Data> {
  const { name, description, input, scope, isWriting = false, run } = tool
  const { properties = {}, required } = z.toJSONSchema(input, { io: 'input' })
  const known = Object.entries(properties).flatMap(([key, one]) =>
    typeof one === 'object' ? [[key, one] as const] : [],
  )
  return {
    definition: {
      name,
      description,
      inputSchema: { type: 'object', properties: Object.fromEntries(known), ...(required && { required }) },
      annotations: { readOnlyHint: !isWriting },
    },
    ...(scope !== undefined && { scope }),
    call(data, given) {
      const read = input.safeParse(given)
      if (!read.success) return say(`Invalid arguments for tool ${name}: ${z.prettifyError(read.error)}`, true)
      try {
        return say(JSON.stringify(run(data, read.data)))
      } catch (error) {
        if (error instanceof Refusal) return say(error.message, true)
        throw error
      }
    },
  }
}

function say(text: string, isError = false): CallToolResult {
  return { content: [{ type: 'text', text }], ...(isError && { isError }) }
}

export function lacks(tool: { scope?: string } | undefined, { scopes }: Bearer): boolean {
  return tool?.scope !== undefined && !scopes.includes(tool.scope)
}
