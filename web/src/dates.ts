/** Moments as the reader's own country writes them. */

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment of the server's, in milliseconds since 1970. */
export const when = (ms: number): string => moment.format(ms);
