import { Code } from '#components/ui/code.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { ToolChoice } from '#lib/projects/connections/get-connection.ts'

/** Tools that agents see under another name, or not at all, at the project's endpoint. Nothing where there are none. */
export function HandedTools({ tools }: { tools: ToolChoice[] }) {
  const shown = tools.filter(({ handedName, problem }) => handedName !== null || problem !== null)
  if (shown.length === 0) return null
  return (
    <Panel
      title="At the project’s endpoint"
      description="Names that models do not take are written anew there, and tools that clients cannot read are left out. The endpoint of this server alone shows all of them as they are."
    >
      <ul className="flex flex-col divide-y text-sm">
        {shown.map(({ name, handedName, problem }) => (
          <li key={name} className="flex flex-col gap-1 py-2 first:pt-0 last:pb-0">
            <span className="break-all font-mono">{name}</span>
            {problem === null ? (
              <Code copy>{handedName ?? name}</Code>
            ) : (
              <span className="text-muted">{`Left out. ${problem}`}</span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
