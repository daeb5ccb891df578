'use client'

import { useState } from 'react'
import { Alert } from '#components/ui/alert.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Field } from '#components/ui/field.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ToolChoice } from '#lib/projects/connections/get-connection.ts'

/** Which tools are allowed. Tools that the search hides keep their tick. `isNew`: everything was allowed so far. */
export function ToolChooser({ tools, isNew }: { tools: ToolChoice[]; isNew: boolean }) {
  const [words, setWords] = useState('')
  const [allowed, setAllowed] = useState(
    () => new Set(tools.filter((tool) => isNew || tool.isAllowed).map((tool) => tool.name)),
  )
  if (tools.length === 0) return <NoTools />

  const shown = tools.filter((tool) => matches(tool, words))
  const set = (names: string[], isAllowed: boolean) =>
    setAllowed((known) => {
      const others = [...known].filter((name) => !names.includes(name))
      return new Set(isAllowed ? [...others, ...names] : others)
    })
  const shownNames = shown.map((tool) => tool.name)
  const unseen = [...allowed].filter((name) => !shownNames.includes(name))
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border p-4">
      <legend className="sr-only">Allowed tools</legend>
      {unseen.map((name) => (
        <input key={name} type="hidden" name="tools[]" value={name} />
      ))}
      <Field name="tool-search" label="Search tools" hideLabel>
        <TextInput
          type="search"
          placeholder="Search tools"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </Field>
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span role="status" className="text-muted tabular-nums">
          {allowed.size} of {tools.length} allowed{words && `, ${shown.length} shown`}
        </span>
        <span className="flex gap-2">
          <Button size="sm" onClick={() => set(shownNames, true)}>
            Allow {words ? 'shown' : 'all'}
          </Button>
          <Button size="sm" onClick={() => set(shownNames, false)}>
            Allow none{words && ' shown'}
          </Button>
        </span>
      </div>
      <div className="grid max-h-96 gap-2 overflow-y-auto sm:grid-cols-2">
        {shown.map((tool) => (
          <Checkbox
            key={tool.name}
            name="tools[]"
            value={tool.name}
            label={<span className="wrap-anywhere font-mono text-sm">{tool.name}</span>}
            help={helpOf(tool)}
            checked={allowed.has(tool.name)}
            onChange={(event) => set([tool.name], event.target.checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}

function NoTools() {
  return (
    <Alert title="No tools are known yet">
      They are listed once a check has reached the server, or someone has signed in to it. Saved like this, agents may
      use none until you allow them here.
    </Alert>
  )
}

const helpCharsMax = 120

function helpOf({ title, description, isListed }: ToolChoice): string {
  if (!isListed) return 'The server does not list it any more.'
  const text = title ?? description
  return text.length > helpCharsMax ? `${text.slice(0, helpCharsMax).trimEnd()}…` : text
}

function matches({ name, title, description }: ToolChoice, words: string): boolean {
  const text = `${name} ${title ?? ''} ${description}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
