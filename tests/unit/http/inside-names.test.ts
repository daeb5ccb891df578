import { describe, expect, test } from 'vitest'
import { isInsideName } from '#lib/http/proxy/special-names.ts'

describe('isInsideName', () => {
  test.each([
    'localhost',
    'db',
    'metadata',
    'instance-data',
    'kubernetes.default.svc',
    'api.default.svc.cluster.local',
    'printer.local',
    'metadata.google.internal',
    'metadata.goog',
    'host.docker.internal',
    'router.lan',
    'nas.home',
    'nas.home.arpa',
    'wiki.corp',
    'wiki.intranet',
    'db.private',
    'a.localhost',
    'a.localdomain',
    '1.0.0.127.in-addr.arpa',
    '1.0.0.0.ip6.arpa',
    'mcp.test',
    'mcp.invalid',
    'mcp.onion',
    'notlan',
    '',
  ])('knows that %j means something inside only', (name) => {
    expect(isInsideName(name)).toBe(true)
  })

  test.each([
    'mcp.intercom.com',
    'local.example.com',
    'internal.example.com',
    'home.arpa.example.com',
    'mylocal.io',
    'corp.com',
    'mcp.notlan',
    'mcp.notmetadata.goog',
  ])('takes %s for a public name', (name) => {
    expect(isInsideName(name)).toBe(false)
  })
})
