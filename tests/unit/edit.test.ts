import { describe, expect, test } from 'vitest'
import { mergeEdit } from '#lib/edit.ts'

const form = { name: 'Support', description: 'Answers customers' }

describe('mergeEdit', () => {
  test('changes the fields that were changed on the form, and no other', () => {
    const given = { ...form, name: 'Sales' }
    expect(mergeEdit({ seen: form, given, now: form })).toEqual({ name: 'Sales' })
    expect(mergeEdit({ seen: form, given: form, now: form })).toEqual({})
  })

  test('keeps what somebody else has changed meanwhile in another field', () => {
    const now = { ...form, description: 'Answers everyone' }
    expect(mergeEdit({ seen: form, given: { ...form, name: 'Sales' }, now })).toEqual({ name: 'Sales' })
  })

  test('says both values where both have changed one field, and what to look at next', () => {
    const now = { ...form, name: 'Success' }
    const merge = () => mergeEdit({ seen: form, given: { ...form, name: 'Sales' }, now })
    expect(merge).toThrow(
      expect.objectContaining({
        code: 'conflict',
        details: {
          fields: { name: expect.stringMatching(/to “Success”, you to “Sales”/) },
          values: { 'now.name': 'Success' },
        },
      }),
    )
    expect(mergeEdit({ seen: now, given: { ...form, name: 'Sales' }, now })).toEqual({ name: 'Sales' })
  })

  test('does not mind that both have made the same change', () => {
    const now = { ...form, name: 'Sales' }
    expect(mergeEdit({ seen: form, given: now, now })).toEqual({})
  })

  test('takes line breaks for what they are, however a browser sends them', () => {
    const now = { text: 'one\ntwo' }
    const sent = { text: 'one\r\ntwo' }
    expect(mergeEdit({ seen: sent, given: sent, now })).toEqual({})
    expect(mergeEdit({ seen: sent, given: { text: 'three' }, now })).toEqual({ text: 'three' })
  })

  test('takes what is there for seen where nobody looked before', () => {
    expect(mergeEdit({ seen: {}, given: { name: 'Sales' }, now: { name: 'Support' } })).toEqual({ name: 'Sales' })
  })

  test('is not led astray by names that every object has', () => {
    expect(mergeEdit({ seen: {}, given: { constructor: 'x' }, now: { constructor: 'y' } })).toEqual({
      constructor: 'x',
    })
  })
})
