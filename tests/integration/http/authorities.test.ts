import { expect, onTestFinished, test } from 'vitest'
import { safeFetch } from '#lib/http/safe-fetch.ts'
import { setWayOut } from '#lib/http/way-out.ts'
import { makeCertificate } from '#tests/support/mcp/certificate.ts'
import { listen, loopback } from '#tests/support/mcp/listen.ts'

test('an authority of the operator’s is trusted as long as it is set, beside those that Node knows', async () => {
  const authority = makeCertificate()
  const server = await listen((_req, res) => void res.end('reached'), makeCertificate({ issuer: authority }))
  const limits = { policy: loopback, timeoutMs: 5_000, responseBytesMax: 1_000 }
  const get = async () => (await safeFetch(`https://localhost:${server.port}`, {}, limits)).text()
  onTestFinished(() => setWayOut({ proxy: null, certificates: [] }))

  await expect(get()).rejects.toMatchObject({ reason: 'tls' })
  setWayOut({ proxy: null, certificates: [makeCertificate().cert, authority.cert] })
  expect(await get()).toBe('reached')
  setWayOut({ proxy: null, certificates: [] })
  await expect(get()).rejects.toMatchObject({ reason: 'tls' })
})
