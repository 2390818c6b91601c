/** Moments as the reader's own country writes them. */

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment of the server's, in milliseconds since 1970. */
export const when = (ms: number): string => moment.format(ms);

const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const utc = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** A day: of a moment here, or as the server counts them (UTC), as "2026-01-31". */
export const day = (at: number | string): string => (typeof at === "number" ? date.format(at) : utc.format(new Date(at)));

/** The time of day of a moment. */
export const clock = (ms: number): string => time.format(ms);
