/**
 * The bounds of a conversation with a server that is being looked at. Units are in the names.
 */

/** A whole probe or trial, whatever it takes to get there. */
export const probeTimeoutMs = 15_000

/** A legacy server may leave the modern opening question unanswered; then the older one is asked. */
export const discoverTimeoutMs = 5_000

/** How long a server has to hear what needs no answer before the next thing is said. */
export const announceTimeoutMs = 1_000

/** Saying goodbye to a session is polite, not worth waiting for. */
export const closeTimeoutMs = 2_000

/** One answer. */
export const answerBytesMax = 32 * 1_048_576

/** What is read of an answer that is not MCP: enough for an error's own words. */
export const previewBytesMax = 64 * 1_024

/** Lists end somewhere, or are ended. */
export const toolPagesMax = 100
export const toolsMax = 5_000
export const toolListBytesMax = 32 * 1_048_576

/** Of a server's own words, as they are shown. */
export const saidCharsMax = 300
export const nameCharsMax = 200
