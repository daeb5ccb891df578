/** Holds which reset this browser's person has read of. */
export const resetToldCookie = 'jetway.told-of-reset'
