/** Jetway's mark and name: a walkway that meets a door. */
export function Wordmark({ hideName = false }: { hideName?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 20 20" className="size-5 text-accent" aria-hidden="true" focusable="false">
        <path
          d="M2 6.5h7.5L13 10v3.5H5.5L2 10z"
          fill="currentColor"
          fillOpacity="0.18"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
        <path d="M16.5 3v14" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span className={hideName ? 'sr-only' : ''}>Jetway</span>
    </span>
  )
}
