const idMax = 2_147_483_647
let last = Math.floor(Math.random() * idMax)

/**
 * An id for a request of our own: an integer, since some servers take no other, of at most 31 bits. Two replicas that share a
 * session begin at different places.
 */
export function newRpcId(): number {
  last = (last % idMax) + 1
  return last
}
