'use client'

import { useEffect } from 'react'
import { readFromJetway } from './ask-jetway.ts'

const hourMs = 60 * 60 * 1000

/** Lets the session slide: asks for a fresh cookie on load, then at most once an hour while someone looks. */
export function KeepSession() {
  useEffect(() => {
    let askedAt = 0
    function ask() {
      if (document.visibilityState !== 'visible' || Date.now() - askedAt < hourMs) return
      askedAt = Date.now()
      // Without an answer the session slides an hour later.
      readFromJetway('/api/auth/session').catch(() => undefined)
    }
    ask()
    const timer = setInterval(ask, hourMs)
    document.addEventListener('visibilitychange', ask)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [])
  return null
}
