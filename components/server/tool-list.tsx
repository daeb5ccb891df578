import { ChevronRight } from 'lucide-react'
import { Badge, type Tone } from '#components/ui/state.tsx'
import type { ToolView } from '#lib/servers/get-server.ts'
import { InputSchema } from './input-schema.tsx'

type Hint = { word: string; tone: Tone }

/** Tools with what they say about themselves; each opens to its parameters. */
export function ToolList({ tools }: { tools: ToolView[] }) {
  return (
    <ul aria-label="Tools" className="divide-y">
      {tools.map((tool) => (
        <li key={tool.name}>
          <details className="group">
            <summary className="flex cursor-pointer list-none items-start gap-2 px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
              <span className="mt-0.5 text-muted transition-transform group-open:rotate-90">
                <ChevronRight />
              </span>
              <div className="min-w-0 flex-1">
                <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <code className="wrap-anywhere font-medium font-mono text-[0.93em]">{tool.name}</code>
                  {tool.title && tool.title !== tool.name && <span className="text-muted">{tool.title}</span>}
                  {hintsOf(tool.annotations).map(({ word, tone }) => (
                    <Badge key={word} tone={tone}>
                      {word}
                    </Badge>
                  ))}
                </div>
                <p className="mt-0.5 line-clamp-2 text-muted text-sm group-open:line-clamp-none group-open:whitespace-pre-line">
                  {tool.description || 'No description.'}
                </p>
              </div>
            </summary>
            <div className="px-4 pb-4 md:pl-10">
              <InputSchema tool={tool.name} schema={tool.inputSchema} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  )
}

/** The protocol's hints in words. They are the server's own claims. */
function hintsOf(annotations: unknown): Hint[] {
  if (typeof annotations !== 'object' || annotations === null) return []
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations as Record<string, unknown>
  const hints: (Hint | false)[] = [
    readOnlyHint === true && { word: 'only reads', tone: 'neutral' },
    readOnlyHint === false && { word: 'changes things', tone: 'neutral' },
    destructiveHint === true && readOnlyHint !== true && { word: 'may delete or overwrite', tone: 'warning' },
    idempotentHint === true && readOnlyHint !== true && { word: 'safe to repeat', tone: 'neutral' },
    openWorldHint === true && { word: 'reaches beyond the service', tone: 'neutral' },
  ]
  return hints.filter((hint) => hint !== false)
}
