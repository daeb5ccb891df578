import { Badge } from '#components/ui/state.tsx'

/** On everything that leads to a sandbox instead of the real service. */
export function SandboxBadge() {
  return <Badge tone="warning">Sandbox</Badge>
}
