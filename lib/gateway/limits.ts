/** The bounds of the hot path. Units are in the names. */

/** As the official servers': larger bodies get 413. */
export const requestBytesMax = 4 * 1_048_576

/** What a client waits for a list: where there is one of before, and where there is none. */
export const listPatienceMs = 2_000
export const firstListPatienceMs = 8_000

/** An answer of the aggregated endpoint is read whole before it goes on, unless it is a stream. */
export const answerBytesMax = 32 * 1_048_576

/** How often a stream of our own says that it is there; proxies close what is silent for longer. */
export const keepAliveMs = 15_000

/** What is read of an answer that is a failure: enough for a JSON-RPC error, more is nothing for an agent. */
export const failureBytesMax = 65_536

/** A tool list that is filtered or merged is read whole, so it has an end. */
export const listBytesMax = 32 * 1_048_576

/** How stale what the gateway knows may be on another replica; in this process the bus drops it at once. */
export const cacheMs = 5_000
export const cachedMax = 5_000

/** Upstream sessions of the aggregated endpoint, between two looks into the table. */
export const sessionCacheMs = 60_000

/** How old what is written of a session's last use may be. */
export const sessionTouchMs = 60 * 60_000

/** Tool lists of the aggregated endpoint: served at once while they are fresh, and asked for anew behind. */
export const listFreshMs = 60_000
export const listRefreshMs = 15_000

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

/** How long a client that was handed a way in is told once it was taken. */
export const elicitationMs = 60 * 60_000

/** How long a client session lasts; ended ones are remembered as long. */
export const clientSessionMs = 30 * 24 * 60 * 60_000

/** How often stored values that a server refused are tried again, at most. */
export const recheckRestMs = 60_000
