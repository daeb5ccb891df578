import { FlaskConical } from 'lucide-react'

/** On top of every page when the catalog holds sandboxes, so that nobody takes their data for real. */
export function SandboxNotice({ names }: { names: string[] }) {
  if (names.length === 0) return null
  return (
    <p
      role="note"
      className="flex items-center justify-center gap-2 border-b bg-warning-soft px-4 py-1.5 text-center text-sm text-warning"
    >
      <FlaskConical />
      <span>Sandbox: {names.join(', ')} is a stand-in with invented data.</span>
    </p>
  )
}
