import type { OpenedLinkView } from '#lib/auth-links/get-opened-link.ts'
import type { PersonKeyView } from '#lib/projects/list-keys.ts'

type Given = Pick<OpenedLinkView, 'project' | 'mode'> & {
  connections: Pick<OpenedLinkView['connections'][number], 'server' | 'isPaused'>[]
}
type Key = Pick<PersonKeyView, 'state' | 'isMine' | 'project'>

/** What is said at the end, once everything that a link asks for is given. */
export type Closing = { title: string; description?: string; note?: { title: string; text: string } }

/** A key that waits is still to be decided: the page is done after it, not before. */
export function closingOf(given: Given, keys: Key[], isMember: boolean): Closing {
  const waiting = keys.filter(({ state }) => state === 'pending').length
  if (waiting > 0) {
    return {
      title: waiting === 1 ? 'One thing is left to decide' : `${waiting} things are left to decide`,
      description: `What you were asked for is stored. Say now whether ${waiting === 1 ? 'this agent' : 'these agents'} may act for you.`,
    }
  }
  if (given.connections.length === 0)
    return {
      title: 'Nothing is asked here any more',
      note: { title: 'You can close this page', text: 'There is nothing to give.' },
    }
  const text = `Below is what you gave. ${usedBy(given, keys, isMember)}`
  return { title: 'All done', note: { title: 'You can close this page', text } }
}

/** Who can use it, as far as that is true now. */
function usedBy({ connections, project, mode }: Given, keys: Key[], isMember: boolean): string {
  const paused = [...new Set(connections.filter(({ isPaused }) => isPaused).map(({ server }) => server))]
  const pause = `${new Intl.ListFormat('en').format(paused)} ${paused.length === 1 ? 'is' : 'are'} paused in ${project.name}`
  if (connections.every(({ isPaused }) => isPaused)) return `${pause}: no agent can use it until that ends.`

  const except = paused.length === 0 ? '' : ` ${pause} until the project’s owner resumes it.`
  if (mode === 'shared') return `It is there for the agents of everyone in ${project.name}.${except}`
  if (keys.some((key) => key.isMine && key.state === 'active' && key.project.slug === project.slug))
    return `Your agents can use it from now on.${except}`
  const place = isMember ? 'under My connections' : 'on this page'
  return `No agent can use it yet: none has a key that acts for you. If somebody else makes one, you are asked first, ${place}.${except}`
}
