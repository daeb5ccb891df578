/** Where an input goes, and what tells it from others. */
export const locations = ['header', 'query', 'path'] as const
export type Location = (typeof locations)[number]

type Named = { location: Location; name: string }

/** Names of headers do not differ by case; those in an address do. */
export function nameKeyOf({ location, name }: Named): string {
  return location === 'header' ? name.toLowerCase() : name
}

/** Tells the inputs of one server apart. */
export function keyOf(input: Named): string {
  return `${input.location} ${nameKeyOf(input)}`
}

/** As it is called in a sentence. */
export function say({ location, name }: Named): string {
  if (location === 'path') return `the part {${name}} of the address`
  return location === 'query' ? `the parameter ${name}` : `the header ${name}`
}

/** What a list of them is called. */
export function nameInputs(inputs: readonly Named[]): string {
  return inputs.every(({ location }) => location === 'header') ? 'headers' : 'headers and parameters'
}

/** As it is shown: a parameter with its `?`, a part of the address in its braces. */
export function showName({ location, name }: Named): string {
  if (location === 'path') return `{${name}}`
  return location === 'query' ? `?${name}` : name
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
