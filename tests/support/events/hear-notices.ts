import { onTestFinished } from 'vitest'
import { type Notice, subscribe } from '#lib/events/bus.ts'

/** All that is announced from now to the end of the test. */
export function hearNotices(): Notice[] {
  const heard: Notice[] = []
  onTestFinished(subscribe((notice) => heard.push(notice)))
  return heard
}
