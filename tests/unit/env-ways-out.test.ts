import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '#lib/env.ts'
import { makeCertificate } from '#tests/support/mcp/certificate.ts'

/** What is said of settings that are wrong. */
function refusal(source: Record<string, string>): string {
  try {
    readSettings(source)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  throw new Error('These settings were taken.')
}

describe('JETWAY_CA_FILE', () => {
  let folder: string
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jetway-ca-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is every certificate of the file, without what is said about them', () => {
    const [one, two] = [makeCertificate().cert, makeCertificate().cert]
    const path = file('two.pem', `\ufeff# ours\r\n${one}\nSubject: two\n${two.replaceAll('\n', '\r\n')}`)
    const found = readSettings({ JETWAY_CA_FILE: path }).JETWAY_CA_FILE
    expect(found.map((pem) => pem.replaceAll('\r', ''))).toEqual([one.trim(), two.trim()])
    expect(readSettings({}).JETWAY_CA_FILE).toEqual([])
  })

  test.each<[string, () => string]>([
    ['a file that is not there', () => join(folder, 'nowhere')],
    ['a folder', () => folder],
    ['an empty file', () => file('empty', '')],
    ['a text', () => file('text', 'not a certificate')],
    ['a key', () => file('key', makeCertificate().key)],
    ['bytes', () => file('der', Buffer.from([0x30, 0x82, 1, 2]))],
    ['a certificate that was cut', () => file('cut', makeCertificate().cert.slice(0, 200))],
    [
      'one bad certificate among good',
      () => file('bad', `${makeCertificate().cert}${makeCertificate().cert.replace('MII', 'AAA')}`),
    ],
  ])('refuses %s at the start', (_what, make) => {
    expect(refusal({ JETWAY_CA_FILE: make() })).toContain(
      'JETWAY_CA_FILE: must be a file that can be read and holds certificates in PEM form',
    )
  })
})
