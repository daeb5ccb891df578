import { Code } from '#components/ui/code.tsx'

export type Endpoint = { name: string; url: string }

type Snippet = { label: string; note?: string; text: string }

/** Ready lines for MCP clients. They read the key from JETWAY_KEY; `secret` adds the line that puts it there. */
export function ClientSetup({ endpoint, secret }: { endpoint: Endpoint; secret?: string }) {
  const first = secret ? [{ label: 'In your shell, first', text: `export JETWAY_KEY='${secret}'` }] : []
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {[...first, ...snippets(endpoint)].map(({ label, note, text }: Snippet) => (
        <section key={label} aria-label={label} className="flex min-w-0 flex-col gap-1.5">
          <h3 className="font-medium">{label}</h3>
          {note && <p className="text-muted text-sm">{note}</p>}
          <Code block copy copyLabel={`Copy for ${label}`}>
            {text}
          </Code>
        </section>
      ))}
    </div>
  )
}

const bearer = '"Authorization: Bearer $JETWAY_KEY"'

function snippets({ name, url }: Endpoint): Snippet[] {
  return [
    {
      label: 'MCP Inspector',
      text: lines([
        `npx @modelcontextprotocol/inspector --cli ${url} --transport http`,
        `  --header ${bearer} --method tools/list`,
      ]),
    },
    { label: 'Claude Code', text: lines([`claude mcp add --transport http ${name} ${url}`, `  --header ${bearer}`]) },
    {
      label: 'Cursor',
      note: 'In .cursor/mcp.json, Cursor started from a shell that has the variable.',
      text: json({ mcpServers: { [name]: { url, headers: { Authorization: `Bearer \${env:JETWAY_KEY}` } } } }),
    },
    {
      label: 'VS Code',
      note: 'In .vscode/mcp.json. VS Code asks for the key once and keeps it.',
      text: json({
        inputs: [{ type: 'promptString', id: 'jetway-key', description: 'Jetway agent key', password: true }],
        servers: { [name]: { type: 'http', url, headers: { Authorization: `Bearer \${input:jetway-key}` } } },
      }),
    },
    {
      label: 'curl',
      text: lines([
        `curl -sS ${url}`,
        `  -H ${bearer}`,
        '  -H "Content-Type: application/json" -H "Accept: application/json, text/event-stream"',
        `  -d '${initialize}'`,
      ]),
    },
  ]
}

const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'curl', version: '1' } },
})

function lines(parts: string[]): string {
  return parts.join(' \\\n')
}

function json(value: object): string {
  return JSON.stringify(value, null, 2)
}
