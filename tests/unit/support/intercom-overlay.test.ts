import { expect, test } from 'vitest'
import { toCatalogOverlay } from '#sandbox/overlay.ts'

const published = 'io.modelcontextprotocol.registry/publisher-provided'
const entry = {
  name: 'com.intercom/mcp',
  title: 'Intercom',
  remotes: [
    { type: 'streamable-http', url: 'https://mcp.intercom.com/mcp', headers: [{ name: 'Authorization' }] },
    { type: 'streamable-http', url: 'https://mcp.eu.intercom.com/mcp', headers: [{ name: 'Authorization' }] },
  ],
  _meta: {
    [published]: {
      auth: { oauth: { issuer: 'https://mcp.intercom.com' } },
      regions: [
        { id: 'us', workspaceHost: 'app.intercom.com', url: 'https://mcp.intercom.com/mcp' },
        { id: 'eu', workspaceHost: 'app.eu.intercom.com', url: 'https://mcp.eu.intercom.com/mcp' },
        { id: 'au', supported: false },
      ],
    },
  },
}

test('points every address of the entry at the stand-in and marks the entry as a sandbox', () => {
  const before = structuredClone(entry)
  const overlay = toCatalogOverlay([entry], {
    intercom: { url: 'http://127.0.0.1:1/mcp', euUrl: 'http://127.0.0.1:2/mcp' },
  })
  expect(overlay).toEqual([
    {
      ...entry,
      remotes: [
        { ...entry.remotes[0], url: 'http://127.0.0.1:1/mcp' },
        { ...entry.remotes[1], url: 'http://127.0.0.1:2/mcp' },
      ],
      _meta: {
        [published]: {
          sandbox: true,
          auth: { oauth: { issuer: 'http://127.0.0.1:1' } },
          regions: [
            { id: 'us', workspaceHost: 'app.intercom.com', url: 'http://127.0.0.1:1/mcp' },
            { id: 'eu', workspaceHost: 'app.eu.intercom.com', url: 'http://127.0.0.1:2/mcp' },
            { id: 'au', supported: false },
          ],
        },
      },
    },
  ])
  expect(entry).toEqual(before)
})
