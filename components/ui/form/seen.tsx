'use client'

import { useContext } from 'react'
import { FormContext } from './context.ts'

/** What an edit form shows, sent along unseen: of two people who edit at once, the second is told. */
export function Seen({ values }: { values: Record<string, string> }) {
  const { values: answered } = useContext(FormContext)
  return Object.entries(values).map(([name, shown]) => {
    const value = answered[`now.${name}`] ?? answered[`seen.${name}`] ?? shown
    return <input key={`${name} ${value}`} type="hidden" name={`seen.${name}`} defaultValue={value} />
  })
}
