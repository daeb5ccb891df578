import { Time } from '#components/ui/time.tsx'

export function LastUsed({ at }: { at: Date | null }) {
  if (!at) return 'not used yet'
  return (
    <>
      used <Time value={at} />
    </>
  )
}
