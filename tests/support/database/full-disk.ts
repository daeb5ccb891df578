/**
 * Preloaded into a process (and its threads): while the file JETWAY_TEST_FULL_DISK is there, every write to a file fails as
 * it does on a full disk. For machines on which no small disk can be mounted.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const flag = process.env.JETWAY_TEST_FULL_DISK ?? ''
const { writeSync, writeFileSync } = fs

Object.assign(fs, { writeSync: withRoom(writeSync), writeFileSync: withRoom(writeFileSync) })
syncBuiltinESMExports()

function withRoom<A extends unknown[], R>(write: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const isTerminal = args[0] === 1 || args[0] === 2
    if (isTerminal || !fs.existsSync(flag)) return write(...args)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })
  }
}
