'use client'

import { RefreshCw } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { askJetway } from '#components/shell/ask-jetway.ts'
import { Alert } from '#components/ui/alert.tsx'
import { Button, TextLink } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { CheckView } from '#lib/servers/check-server.ts'
import { CheckLines, runningLines } from './check-lines.tsx'

export type CheckChoice = { endpoint?: string; url?: string }

type Outcome = { kind: 'view'; view: CheckView } | { kind: 'problem'; message: string; isSignedOut: boolean }

const typingPauseMs = 700

/**
 * Looks at a server now and shows what was found. `target` is the address that should be known: when it is another
 * than the last one checked, the check starts by itself; without it, it waits for the button.
 */
export function LiveCheck({
  action,
  choice = {},
  target,
  initial = null,
}: {
  /** Where the check is asked for. */
  action: `/${string}`
  choice?: CheckChoice
  target?: string
  initial?: CheckView | null
}) {
  const router = useRouter()
  const pathname = usePathname()
  const [outcome, setOutcome] = useState<Outcome | null>(initial && { kind: 'view', view: initial })
  const [isRunning, setRunning] = useState(false)
  const latest = useRef<AbortController>(null)
  const wanted = target === undefined ? undefined : URL.parse(target)?.href
  const known = outcome?.kind === 'view' ? outcome.view.url : undefined

  async function check() {
    latest.current?.abort()
    const mine = new AbortController()
    latest.current = mine
    setRunning(true)
    const found = await askForCheck(action, choice, mine.signal)
    if (mine.signal.aborted) return
    setOutcome(found)
    setRunning(false)
    if (target === undefined) router.refresh()
  }

  /** Starts anew for every address; what was found out about the one before is of no use any more. */
  const onAddress = useEffectEvent((address: string | undefined) => {
    latest.current?.abort()
    const isNew = address !== undefined && address !== known
    setRunning(isNew)
    if (isNew) return setTimeout(check, choice.url === undefined ? 0 : typingPauseMs)
  })

  useEffect(() => {
    const timer = onAddress(wanted)
    return () => clearTimeout(timer)
  }, [wanted])

  return (
    <Panel
      title="Live check"
      description={outcome?.kind === 'view' && !isRunning ? <Checked view={outcome.view} /> : undefined}
      action={
        <Button size="sm" icon={<RefreshCw />} pending={isRunning} onClick={check}>
          {outcome ? 'Check again' : 'Check now'}
        </Button>
      }
    >
      <div aria-live="polite" aria-busy={isRunning}>
        <Findings
          outcome={outcome}
          isRunning={isRunning}
          signInHref={`/sign-in?next=${encodeURIComponent(pathname)}`}
        />
      </div>
    </Panel>
  )
}

function Checked({ view }: { view: CheckView }) {
  return (
    <>
      {URL.parse(view.url)?.host}, <Time value={view.checkedAt} />
    </>
  )
}

function Findings({
  outcome,
  isRunning,
  signInHref,
}: {
  outcome: Outcome | null
  isRunning: boolean
  signInHref: string
}) {
  if (isRunning) return <CheckLines lines={runningLines} />
  if (!outcome)
    return <p className="text-muted">Looks at the address, its certificate, and how it asks for a sign-in.</p>
  if (outcome.kind === 'view') return <CheckLines lines={outcome.view.lines} />
  return (
    <Alert tone="broken">
      {outcome.message} {outcome.isSignedOut && <TextLink href={signInHref}>Sign in again</TextLink>}
    </Alert>
  )
}

type ErrorBody = { error: { code: string; message: string; fields?: Record<string, string> } }

/** A request of its own: server actions queue behind each other, and leaving the step must not wait for a slow server. */
async function askForCheck(action: `/${string}`, choice: CheckChoice, signal: AbortSignal): Promise<Outcome> {
  try {
    const headers = { 'content-type': 'application/json' }
    const answer = await askJetway(action, { method: 'POST', headers, body: JSON.stringify(choice), signal })
    if (answer.ok) return { kind: 'view', view: (await answer.json()) as CheckView }
    const { error } = (await answer.json()) as ErrorBody
    const [sentence = error.message] = Object.values(error.fields ?? {})
    return { kind: 'problem', message: sentence, isSignedOut: error.code === 'unauthenticated' }
  } catch {
    return { kind: 'problem', message: 'Jetway could not be reached. Try again.', isSignedOut: false }
  }
}
