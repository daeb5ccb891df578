const bar = 'rounded-md bg-hover motion-safe:animate-pulse'

/** A page that is on its way, where it is likely to take longer than 300 ms: title and rows where they will be. */
export function PageSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-6">
      <span className="sr-only">Loading</span>
      <div className={`h-7 w-48 ${bar}`} />
      <div className="flex flex-col gap-2">
        {['one', 'two', 'three', 'four'].map((row) => (
          <div key={row} className={`h-14 ${bar}`} />
        ))}
      </div>
    </div>
  )
}
