import type { Context } from '#lib/context.ts'
import { cleanJson, cleanText } from '#lib/db/clean-json.ts'
import type { ToolListing } from '#lib/mcp/tools/tool-listing.ts'

/**
 * Replaces a server's tools by the list a credential (or a check without one) has just brought. The caller has loaded
 * the server as the actor's own.
 */
export async function storeServerTools(tx: Context, serverId: string, tools: readonly ToolListing[]): Promise<void> {
  const byName = new Map(tools.map((tool) => [cleanText(tool.name), tool]))
  const rows = [...byName].map(([name, { title, description, annotations, inputSchema, problem }]) => ({
    serverId,
    name,
    title: title === undefined ? null : cleanText(title),
    description: cleanText(description),
    ...(annotations && { annotations: cleanJson(annotations) }),
    inputSchema: cleanJson(inputSchema),
    problem: problem ?? null,
  }))
  // Two lists arriving together take turns here instead of meeting in the unique index.
  await tx.db.$queryRaw`select id from "Server" where id = ${serverId} for update`
  await tx.db.serverTool.deleteMany({ where: { serverId } })
  await tx.db.serverTool.createMany({ data: rows })
}
