import { describe, expect, test } from 'vitest'
import { askFirst, mergeEdit } from '#lib/edit.ts'

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

  test('says so where one of both has emptied the field', () => {
    const merge = (theirs: string, mine: string) => () =>
      mergeEdit({ seen: form, given: { ...form, description: mine }, now: { ...form, description: theirs } })
    const said = (text: string) =>
      expect.objectContaining({
        details: expect.objectContaining({ fields: { description: expect.stringContaining(text) } }),
      })
    expect(merge('', 'Mine')).toThrow(said('to nothing, you to “Mine”'))
    expect(merge('Theirs', '')).toThrow(said('to “Theirs”, you to nothing'))
  })

  test('asks once for each question, and takes only its own answer', () => {
    expect(() => askFirst('Anna would stop.', undefined)).toThrow('Nothing was changed yet')
    expect(() => askFirst('Anna and Ben would stop.', 'Anna would stop.')).toThrow('Nothing was changed yet')
    expect(() => askFirst('Anna would stop.', 'Anna would stop.')).not.toThrow()
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
