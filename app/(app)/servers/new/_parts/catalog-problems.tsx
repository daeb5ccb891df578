import { Alert } from '#components/ui/alert.tsx'

/** What an admin sees while the operator's own entries are older than their files. */
export function CatalogProblems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <Alert tone="warning" title="A file of your catalog cannot be used; whatever it held before is shown">
      <ul className="flex flex-col gap-1">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Alert>
  )
}
