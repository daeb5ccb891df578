/**
 * Takes out of an address what is not the address: the parameters that take a value, and the parts of its path that do. A
 * parameter goes with its pair, a part of the path stays as `{name}`. What stands in the host stays as it is.
 */
import { isPlaceholderName, toTemplate } from './placeholders.ts'
import type { CatalogInput, CatalogVariable } from './schema.ts'

type Variables = Readonly<Record<string, CatalogVariable>>
type IsTaken = (name: string, variable: CatalogVariable | undefined) => boolean
type Takes = { inQuery: IsTaken; inPath: IsTaken }
type Split = { url: string; inputs: CatalogInput[] }

/** `inQuery` and `inPath`: whether a variable that stands there is taken out. */
export function splitAddress(address: string, variables: Variables, { inQuery, inPath }: Takes): Split {
  const [, base = address, search = ''] = /^([^?#]*)\?([^#]*)$/.exec(address) ?? []
  const inputs: CatalogInput[] = []
  const kept = search.split('&').filter((pair) => {
    const [name = '', ...rest] = pair.split('=')
    const template = toTemplate('', read(rest.join('=')))
    const names = namesIn(template)
    if (!names.some((one) => inQuery(one, variables[one]))) return pair !== ''
    inputs.push(toInput('query', read(name), template, pick(variables, names)))
    return false
  })
  const path = base.replace(/(?<=^https?:\/\/[^/]*\/.*)\{([^{}]+)\}/g, (whole, name: string) => {
    if (!isPlaceholderName(name) || !inPath(name, variables[name])) return whole
    const plain = name.replace(/\W+/g, '_')
    inputs.push(toInput('path', plain, whole, pick(variables, [name])))
    return `{${plain}}`
  })
  return { url: kept.length > 0 ? `${path}?${kept.join('&')}` : path, inputs }
}

function toInput(location: 'query' | 'path', name: string, value: string, variables: Variables): CatalogInput {
  const isRequired = location === 'path' || Object.values(variables).some((variable) => variable.isRequired)
  return { location, name, value, isRequired, variables: { ...variables } }
}

function pick(variables: Variables, names: readonly string[]): Record<string, CatalogVariable> {
  // Nobody has said that it is no secret, nor that it can be left out.
  const undeclared: CatalogVariable = { isSecret: true, isRequired: true }
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? undeclared]))
}

function namesIn(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name).filter(isPlaceholderName)
}

function read(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
