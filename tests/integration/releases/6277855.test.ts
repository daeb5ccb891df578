import { goesOn } from '#tests/support/releases/goes-on.ts'
import { onRelease } from '#tests/support/releases/on-release.ts'

goesOn(onRelease('6277855'), 'verified')
