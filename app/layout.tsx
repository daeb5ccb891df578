import type { Metadata, Viewport } from 'next'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { fontVariables } from '#components/shell/fonts.ts'
import { SandboxNotice } from '#components/shell/sandbox-notice.tsx'
import { Toaster } from '#components/shell/toaster.tsx'
import { listSandboxes } from '#lib/catalog/get-entry.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Jetway', template: '%s · Jetway' },
  description: 'One place to add MCP servers, connect people to them, and give agents their tools.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is dynamic: a prerendered one has no nonce, and the policy would block its scripts.
  await connection()
  return (
    <html lang="en" className={fontVariables}>
      <body>
        <SandboxNotice names={await listSandboxes()} />
        {children}
        <Toaster />
      </body>
    </html>
  )
}
