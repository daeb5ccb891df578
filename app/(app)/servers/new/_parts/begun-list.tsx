import { ButtonLink } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { List, ListItem } from '#components/ui/list.tsx'
import { Monogram } from '#components/ui/monogram.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DraftView } from '#lib/servers/onboarding/list-drafts.ts'
import { stepLabels } from '../[entry]/_parts/steps.ts'
import { discardDraftAction } from '../actions.ts'

/** Onboardings that were begun and left. */
export function BegunList({ drafts }: { drafts: DraftView[] }) {
  if (drafts.length === 0) return null
  return (
    <Panel title="Go on where you left" flush>
      <List label="Begun onboardings" bare>
        {drafts.map(({ entryKey, title, step, updatedAt }) => (
          <ListItem
            key={entryKey}
            leading={<Monogram name={title} size="sm" />}
            title={title}
            description={
              <>
                At {stepLabels[step]}, <Time value={updatedAt} />
              </>
            }
            actions={
              <>
                <ConfirmDialog
                  label="Discard"
                  variant="quiet"
                  size="sm"
                  title={`Discard ${title}?`}
                  confirmLabel="Discard"
                  action={discardDraftAction}
                  fields={{ entryKey }}
                >
                  What you chose for it so far is forgotten. Servers that are in the library stay as they are.
                </ConfirmDialog>
                <ButtonLink size="sm" href={`/servers/new/${entryKey}`} aria-label={`Continue ${title}`}>
                  Continue
                </ButtonLink>
              </>
            }
          />
        ))}
      </List>
    </Panel>
  )
}
