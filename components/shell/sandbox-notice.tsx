import { FlaskConical } from 'lucide-react'

/** On top of every page when the catalog holds sandboxes, so that nobody takes their data for real. */
export function SandboxNotice({ names }: { names: string[] }) {
  if (names.length === 0) return null
  return (
    <aside
      aria-label="Sandbox"
      className="sticky top-0 z-30 flex h-(--notice) items-center justify-center gap-2 border-b bg-warning-soft px-4 text-sm text-warning"
    >
      <FlaskConical />
      <span className="truncate">
        Sandbox: {names.join(', ')} {names.length === 1 ? 'is a stand-in' : 'are stand-ins'} with invented data.
      </span>
    </aside>
  )
}
