'use client'

import { useEffect, useState } from 'react'

type Instant = string | number | Date

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'short' })
const refreshMs = 30_000

/**
 * "3 min ago", with the exact time on hover; `date` shows the day, `exact` the day and the time.
 * The server does not know the reader's time zone: it writes UTC, the browser its own zone after mounting.
 */
export function Time({ value, show = 'relative' }: { value: Instant; show?: 'relative' | 'date' | 'exact' }) {
  const instant = new Date(value)
  const [now, setNow] = useState<number>()

  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), refreshMs)
    return () => clearInterval(timer)
  }, [])

  const zone = now === undefined ? 'UTC' : undefined
  const exact = formatExact(instant, zone)
  return (
    <time
      dateTime={instant.toISOString()}
      title={show === 'exact' ? undefined : exact}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {show === 'relative' && formatRelative(instant, now ?? Date.now())}
      {show === 'date' && formatDate(instant, zone)}
      {show === 'exact' && exact}
    </time>
  )
}

/** What is to come is rounded in the next smaller unit first: of three days, made a second ago, all three are left. */
export function formatRelative(instant: Date, now: number): string {
  const seconds = Math.round((instant.getTime() - now) / 1000)
  for (const [index, [unit, size]] of units.entries()) {
    const step = units[index + 1]?.[1] ?? 1
    const rounded = seconds > 0 ? Math.max(seconds, Math.round(seconds / step) * step) : seconds
    if (Math.abs(rounded) >= size) return relative.format(Math.trunc(rounded / size), unit)
  }
  return 'just now'
}

function formatDate(instant: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(instant)
}

function formatExact(instant: Date, timeZone: string | undefined): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
  return `${formatDate(instant, timeZone)}, ${clock.format(instant)}`
}
