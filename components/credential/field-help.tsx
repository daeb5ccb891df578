import { TextLink } from '#components/ui/button.tsx'

/** Where people find the value of a field. */
export function FieldHelp({ field: { help, helpUrl } }: { field: { help: string; helpUrl?: string | undefined } }) {
  return (
    <>
      {help} {helpUrl && <TextLink href={helpUrl}>Where do I find this?</TextLink>}
    </>
  )
}
