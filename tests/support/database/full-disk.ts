/**
 * Preloaded into a process (and its threads): while the file JETWAY_TEST_FULL_DISK is there, every write to a file fails as
 * it does on a full disk, or on one that is read-only, where that file says EROFS. For machines on which no small disk can
 * be mounted, and since no disk becomes read-only at a word while files on it are open.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const flag = process.env.JETWAY_TEST_FULL_DISK ?? ''
const { readFileSync, writeSync, writeFileSync } = fs

Object.assign(fs, { writeSync: withRoom(writeSync), writeFileSync: withRoom(writeFileSync) })
syncBuiltinESMExports()

function withRoom<A extends unknown[], R>(write: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const isTerminal = args[0] === 1 || args[0] === 2
    if (isTerminal || !fs.existsSync(flag)) return write(...args)
    const isReadOnly = readFileSync(flag, 'utf8') === 'EROFS'
    const [code, text, errno] = isReadOnly
      ? ['EROFS', 'read-only file system', -30]
      : ['ENOSPC', 'no space left on device', -28]
    throw Object.assign(new Error(`${code}: ${text}, write`), { code, errno })
  }
}
