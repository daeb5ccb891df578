import { FilterChips } from '#components/shell/filter-chips.tsx'
import type { CallFilterChoices } from '#lib/activity/list-calls.ts'
import { outcomes } from '#lib/activity/schema.ts'
import { type Asked, hrefWith } from './asked.ts'
import { outcomeWords } from './call-outcome.tsx'

type Filter = Exclude<keyof Asked, 'after' | 'tool'>
type Choice = { value: string | undefined; label: string }
type Props = { base: string; asked: Asked; choices: CallFilterChoices }

const spanChoices: Choice[] = [
  { value: undefined, label: 'Any time' },
  { value: 'hour', label: 'Last hour' },
  { value: 'day', label: 'Last day' },
  { value: 'week', label: 'Last week' },
  { value: 'month', label: 'Last month' },
]

const outcomeChoices: Choice[] = [
  { value: undefined, label: 'Any outcome' },
  ...outcomes.map((value) => ({ value, label: outcomeWords[value] })),
]

/** Filters as links: they can be bookmarked, shared and go back. */
export function CallFilters({ choices, ...place }: Props) {
  const connections = choices.connections.map((slug) => ({ value: slug, label: slug }))
  const people = choices.people.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className="flex flex-col gap-2">
      <Chips {...place} name="since" label="Filter by time" choices={spanChoices} />
      <Chips {...place} name="outcome" label="Filter by outcome" choices={outcomeChoices} />
      {connections.length > 1 && (
        <Chips
          {...place}
          name="connection"
          label="Filter by connection"
          choices={[{ value: undefined, label: 'Any connection' }, ...connections]}
        />
      )}
      {people.length > 1 && (
        <Chips
          {...place}
          name="person"
          label="Filter by person"
          choices={[{ value: undefined, label: 'Anyone' }, ...people]}
        />
      )}
    </div>
  )
}

type ChipsProps = { base: string; asked: Asked; name: Filter; label: string; choices: Choice[] }

function Chips({ base, asked, name, label, choices }: ChipsProps) {
  return (
    <FilterChips
      label={label}
      chips={choices.map((choice) => ({
        label: choice.label,
        href: hrefWith(base, asked, { [name]: choice.value }),
        isActive: asked[name] === choice.value,
      }))}
    />
  )
}
