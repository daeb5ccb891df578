import { Code } from '#components/ui/code.tsx'
import { Cell, Row, Table } from '#components/ui/table.tsx'
import { toSchemaRows } from './schema-rows.ts'

const columns = [{ label: 'Parameter' }, { label: 'Type' }, { label: 'Required' }, { label: 'Description' }]

/** What a tool takes: a table to read, the schema itself on demand. */
export function InputSchema({ tool, schema }: { tool: string; schema: unknown }) {
  const rows = toSchemaRows(schema)
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {rows.length === 0 ? (
        <p className="text-muted">Takes no parameters.</p>
      ) : (
        <Table label={`Parameters of ${tool}`} columns={columns}>
          {rows.map((row) => (
            <Row key={row.path}>
              <Cell>
                <div className="lg:min-w-56">
                  <Code>{row.path}</Code>
                </div>
              </Cell>
              <Cell label="Type">{row.type}</Cell>
              <Cell label="Required">{row.isRequired ? 'yes' : 'no'}</Cell>
              <Cell label={row.description || row.choices.length > 0 ? 'Description' : undefined}>
                {row.description && <p className="whitespace-pre-line">{row.description}</p>}
                {row.choices.length > 0 && <p className="text-muted">One of: {row.choices.join(', ')}</p>}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      <details>
        <summary className="w-fit cursor-pointer rounded-sm text-muted text-sm hover:text-ink">Raw schema</summary>
        <div className="mt-2">
          <Code block copy copyLabel={`Copy the schema of ${tool}`}>
            {JSON.stringify(schema, null, 2)}
          </Code>
        </div>
      </details>
    </div>
  )
}
