import { headers } from 'next/headers'

/** The network address that a request came from, as the door has noted it. */
export async function clientAddress(): Promise<string> {
  return (await headers()).get('x-jetway-address') ?? 'unknown'
}
