/**
 * The bounds of every outbound request that is not a gateway call. Units are in the names. They are generous for
 * an honest server and small enough that a hostile one costs neither memory nor a waiting person.
 */

/** Waiting for a TCP and TLS connection. */
export const connectTimeoutMs = 10_000

/** How long a name is looked up before the proxy is left to do that. */
export const lookupTimeoutMs = 2_000

/** A longer address is nobody's server. */
export const urlCharsMax = 2_048

/** Sockets one agent keeps to one origin, unless it is told otherwise. */
export const connectionsMax = 8

/** How long an unused socket is kept. */
export const keepAliveMs = 4_000
