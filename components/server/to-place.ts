/** An address as people say it: without its scheme. */
export function toPlace(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
