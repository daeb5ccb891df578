import { expect, test } from 'vitest'
import { withLineBreaks } from '#components/ui/secret-input.tsx'

test.each([
  ['dG9r', 'dG9r'],
  [' dG9r\r\n', 'dG9r'],
  ['dG9r\n  abc', 'dG9r\u2028  abc'],
  ['a\rb\r\nc', 'a\u2028b\u2028c'],
  ['Bearer dG9r', 'Bearer dG9r'],
])('what is pasted keeps its words, and its line breaks in a form that an input keeps: %j', (pasted, kept) => {
  expect(withLineBreaks(pasted)).toBe(kept)
})
