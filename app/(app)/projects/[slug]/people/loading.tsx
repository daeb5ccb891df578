import { Skeleton } from '#components/shell/skeleton.tsx'

export default function Loading() {
  return <Skeleton shape="row" count={4} />
}
