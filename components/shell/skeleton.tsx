type Shape = 'line' | 'title' | 'row' | 'panel'

const shapes: Record<Shape, string> = {
  line: 'h-4 w-full max-w-sm',
  title: 'h-7 w-48',
  row: 'h-14 w-full',
  panel: 'h-40 w-full',
}

/** A place for something that is likely to take longer than 300 ms. */
function Skeleton({ shape = 'line', count = 1 }: { shape?: Shape; count?: number }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">Loading</span>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={index} className={`rounded-md bg-hover motion-safe:animate-pulse ${shapes[shape]}`} />
      ))}
    </div>
  )
}

/** A page that is on its way: title and rows where they will be. */
export function PageSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div className="flex flex-col gap-6">
      <Skeleton shape="title" />
      <Skeleton shape="row" count={rows} />
    </div>
  )
}
