/** The bounds of the hot path. Units are in the names. */

/** As the official servers': larger bodies get 413. */
export const requestBytesMax = 4 * 1_048_576

/** A call may take long; one that nobody answers ends. */
export const callDeadlineMs = 15 * 60_000

/** What one server of a project may take to list its tools before the others are shown without it. */
export const listDeadlineMs = 8_000

/** What is read of an answer that is a failure: enough for a JSON-RPC error, more is nothing for an agent. */
export const failureBytesMax = 65_536

/** A tool list that is filtered or merged is read whole, so it has an end. */
export const listBytesMax = 32 * 1_048_576

/** How stale what the gateway knows may be on another replica; in this process the bus drops it at once. */
export const cacheMs = 5_000
export const cachedMax = 5_000

/** Upstream sessions of the aggregated endpoint, between two looks into the table. */
export const sessionCacheMs = 60_000

/** Tool lists of the aggregated endpoint. */
export const listCacheMs = 60_000

/** How often what a running request stands on is looked up, where no notice says that it changed. */
export const lookAgainMs = 5_000

/** GET streams of one key at one connection: a client needs one for each of its sessions. */
export const streamsPerKeyMax = 32

/** Pools of upstream connections: one for each version of a credential. */
export const poolsMax = 500
export const poolIdleMs = 5 * 60_000
export const poolConnections = 64
/** A shared set of values carries the streams of many keys. */
export const poolStreams = 4_096
