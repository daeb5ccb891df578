import { Alert } from '#components/ui/alert.tsx'
import { count } from '#components/ui/count.ts'

/** What was made of a text, before anything is added. `dropped`: how many values were in it. */
export function ImportNote({ dropped }: { dropped: number }) {
  return (
    <Alert tone="ok" title="Imported: look at it, then go on">
      {dropped > 0
        ? `${count(dropped, 'value')} in it ${dropped === 1 ? 'was' : 'were'} left out and kept nowhere. People give their own.`
        : 'What people are asked for is on the next step.'}
    </Alert>
  )
}
