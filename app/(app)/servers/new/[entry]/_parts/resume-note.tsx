import { Alert } from '#components/ui/alert.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { startOverAction } from '../actions.ts'

export function ResumeNote({ entryKey }: { entryKey: string }) {
  return (
    <Alert
      action={
        <ConfirmDialog
          label="Start over"
          size="sm"
          title="Start over?"
          confirmLabel="Start over"
          action={startOverAction}
          fields={{ entryKey }}
        >
          What you chose here so far is forgotten. Servers that are already in the library stay as they are.
        </ConfirmDialog>
      }
    >
      You had begun this before; everything you chose is still here.
    </Alert>
  )
}
