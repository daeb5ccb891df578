/** The bounds of the hot path. Units are in the names. */

/** As the official servers': larger bodies get 413. */
export const requestBytesMax = 4 * 1_048_576

/** A call may take long; one that nobody answers ends. */
export const callDeadlineMs = 15 * 60_000

/** What one server of a project may take to list its tools before the others are shown without it. */
export const listDeadlineMs = 8_000

/** A tool list that is filtered or merged is read whole, so it has an end. */
export const listBytesMax = 32 * 1_048_576
export const listPagesMax = 100

/** How stale what the gateway knows may be on another replica; in this process the bus drops it at once. */
export const cacheMs = 5_000
export const cachedMax = 5_000

/** Upstream sessions of the aggregated endpoint, between two looks into the table. */
export const sessionCacheMs = 60_000

/** Tool lists of the aggregated endpoint. */
export const listCacheMs = 60_000

/** Pools of upstream connections: one for each version of a credential. */
export const poolsMax = 500
export const poolIdleMs = 5 * 60_000
export const poolConnections = 64
