import { PageSkeleton } from '#components/shell/skeleton.tsx'

export default function Loading() {
  return <PageSkeleton />
}
