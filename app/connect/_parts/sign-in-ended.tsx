import { Alert, type AlertTone } from '#components/ui/alert.tsx'
import type { SignInEnd } from '#lib/auth-links/signing-in/keep-granted.ts'

type Said = { tone: AlertTone; title: string; text: string }

/** What a way to an issuer and back has come to. */
const ends: Record<string, Said> = {
  stored: {
    tone: 'warning',
    title: 'You are signed in, and the server could not be asked yet',
    text: 'It is tried again as soon as it answers. Nothing else is needed from you.',
  },
  unknown: {
    tone: 'warning',
    title: 'This way back does not count',
    text: 'It was used before, or begun in another browser. Nothing was changed. Sign in once more from here.',
  },
  late: {
    tone: 'warning',
    title: 'That took longer than ten minutes',
    text: 'Nothing was changed. Sign in once more.',
  },
  other: {
    tone: 'broken',
    title: 'Somebody else set out for this',
    text: 'Whoever begins a sign-in has to come back from it. Nothing was stored.',
  },
  changed: {
    tone: 'warning',
    title: 'Something was changed meanwhile',
    text: 'The server, its sign-in, or what you may connect is not what it was. Nothing was stored. Try once more.',
  },
  denied: {
    tone: 'warning',
    title: 'You did not agree there',
    text: 'So nothing was connected, and what was there before stays. You can sign in again whenever you like.',
  },
  refused: {
    tone: 'broken',
    title: 'The sign-in was refused there',
    text: 'Nothing was stored. If it happens again, ask an admin to look at how this server’s sign-in is set up.',
  },
  unreachable: {
    tone: 'broken',
    title: 'The sign-in could not be finished',
    text: 'Whoever signs you in did not answer in time. Nothing was stored. Try again in a while.',
  },
  not_taken: {
    tone: 'broken',
    title: 'You signed in, but the server does not take it',
    text: 'Perhaps it was another account or workspace than the server wants. Nothing was stored; sign in again with the right one.',
  },
} satisfies Record<Exclude<SignInEnd, 'connected'>, Said>

export function SignInEnded({ end }: { end: string | undefined }) {
  const said = end !== undefined && Object.hasOwn(ends, end) && ends[end]
  if (!said) return null
  const { tone, title, text } = said
  return (
    <Alert tone={tone} title={title} live>
      {text}
    </Alert>
  )
}
