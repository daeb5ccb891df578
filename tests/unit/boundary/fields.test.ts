import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { echoed, fields } from '#lib/boundary/fields.ts'
import { toFormState } from '#lib/boundary/to-form-state.ts'
import { toResponse } from '#lib/boundary/to-response.ts'
import { AppError, invalidField } from '#lib/errors.ts'

function form(...entries: [string, string][]): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

describe('fields', () => {
  test('nests by dots, lists by numbers, collects by brackets', () => {
    const data = form(
      ['name', 'a'],
      ['headers.0.name', 'x'],
      ['headers.1.name', 'y'],
      ['tools[]', '1'],
      ['tools[]', '2'],
    )
    expect(fields(data)).toEqual({ name: 'a', headers: [{ name: 'x' }, { name: 'y' }], tools: ['1', '2'] })
  })

  test('cannot reach a prototype', () => {
    expect(fields(form(['__proto__.polluted', '1'], ['a.constructor.prototype.x', '1']))).toEqual({ a: {} })
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })

  test('leaves out what the framework adds', () => {
    expect(fields(form(['$ACTION_ID_1', ''], ['a', 'b']))).toEqual({ a: 'b' })
  })

  test('refuses a NUL at its field (no text of the database holds one)', () => {
    const sentence = expect.stringContaining('Type it again')
    expect(() => fields(form(['name', 'a\0b']))).toThrow(
      expect.objectContaining({ details: { fields: { name: sentence } } }),
    )
  })
})

test('echoed holds every choice of a list', () => {
  expect(echoed(form(['tools[]', 'a'], ['tools[]', 'b'], ['isRequired', 'off'], ['isRequired', 'on']))).toEqual({
    'tools[]': 'a\nb',
    isRequired: 'on',
  })
})

test('echoed never holds a secret field', () => {
  const data = form(
    ['name', 'a'],
    ['secret.access_token', 's'],
    ['password', 's'],
    ['newPassword', 's'],
    ['token', 's'],
  )
  expect(echoed(data)).toEqual({ name: 'a' })
})

describe('an error as a form’s answer', () => {
  test('says what is wrong next to the field', () => {
    expect(toFormState(invalidField('slug', 'Taken.'), { slug: 'a' }, 'r')).toEqual({
      status: 'failed',
      message: 'Taken.',
      fields: { slug: 'Taken.' },
      values: { slug: 'a' },
    })
    const error = z.object({ headers: z.array(z.object({ name: z.string() })) }).safeParse({ headers: [{}] }).error
    expect(toFormState(error, {}, 'r')).toMatchObject({
      status: 'failed',
      fields: { 'headers.0.name': expect.any(String) },
    })
  })

  test('shows nothing of what nobody foresaw but a request id', () => {
    const state = toFormState(new Error('password=hunter2 at /srv/app'), {}, 'request-7')
    expect(JSON.stringify(state)).not.toContain('hunter2')
    expect(state).toMatchObject({ status: 'failed', requestId: 'request-7' })
  })

  test('asks to sign in again and keeps what was typed', () => {
    expect(toFormState(new AppError('unauthenticated', 'x'), { a: 'b' }, 'r')).toMatchObject({
      status: 'signed_out',
      values: { a: 'b' },
    })
  })

  test('lets the framework’s redirects go on', () => {
    const redirect = Object.assign(new Error('x'), { digest: 'NEXT_REDIRECT;replace;/x;307;' })
    expect(() => toFormState(redirect, {}, 'r')).toThrow(redirect)
  })
})

test('an error as a machine’s answer has its status, and no details of the unforeseen', async () => {
  expect(toResponse(new AppError('not_found', 'No.'), 'r').status).toBe(404)
  expect(toResponse(new AppError('limit_exceeded', 'No.'), 'r').status).toBe(429)
  const response = toResponse(new Error('secret stack'), 'r')
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret stack')
})
