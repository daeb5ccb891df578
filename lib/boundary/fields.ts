import { invalidField } from '#lib/errors.ts'
import { isSecretName } from './form-state.ts'

type Tree = { [key: string]: Tree | string | string[] | undefined }

const partsMax = 6

/**
 * The one place where a form becomes untrusted input of the expected shape; the verb still parses it.
 * `a.b` nests, `a.0.b` makes a list, `a[]` collects repeated fields.
 */
export function fields<T>(form: FormData): T {
  const tree: Tree = {}
  for (const [name, value] of form) {
    if (typeof value !== 'string' || name.startsWith('$')) continue
    if (value.includes('\0'))
      throw invalidField(name, 'There is a character in it that no text can have. Type it again.')
    if (name.endsWith('[]')) append(tree, name.slice(0, -2), value)
    else assign(tree, name.split('.').slice(0, partsMax), value)
  }
  return toLists(tree) as T
}

/** What may be shown again after a failure: everything but the fields whose name says secret. Of `a[]` each on a line. */
export function echoed(form: FormData): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of form) {
    if (typeof value !== 'string' || name.startsWith('$') || isSecretName(name)) continue
    out[name] = name.endsWith('[]') && name in out ? `${out[name]}\n${value}` : value
  }
  return out
}

function append(tree: Tree, name: string, value: string): void {
  const list = tree[name]
  if (Array.isArray(list)) list.push(value)
  else tree[name] = [value]
}

function assign(tree: Tree, path: string[], value: string): void {
  const [head, ...rest] = path
  if (head === undefined || head === '__proto__' || head === 'constructor' || head === 'prototype') return
  if (rest.length === 0) {
    tree[head] = value
    return
  }
  const next = tree[head]
  const branch: Tree = typeof next === 'object' && !Array.isArray(next) ? next : {}
  tree[head] = branch
  assign(branch, rest, value)
}

function toLists(tree: Tree): unknown {
  const keys = Object.keys(tree)
  const convert = (node: Tree[string]): unknown =>
    typeof node === 'object' && !Array.isArray(node) ? toLists(node) : node
  if (keys.length > 0 && keys.every((key) => /^\d{1,3}$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => convert(tree[key]))
  }
  return Object.fromEntries(keys.map((key) => [key, convert(tree[key])]))
}
