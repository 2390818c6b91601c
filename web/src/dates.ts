/** Moments in the page's language, as the reader's own country writes them where it speaks that. */
import { language } from "./strings";

function locale(): string {
  return navigator.languages.find((name) => name.toLowerCase().split("-")[0] === language) ?? language;
}

const made = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale(), options]);
  let found = made.get(key);
  if (!found) made.set(key, (found = new Intl.DateTimeFormat(locale(), options)));
  return found;
}

/** A moment of the server's, in milliseconds since 1970. */
export const when = (ms: number): string => format({ dateStyle: "medium", timeStyle: "short" }).format(ms);

/** A day: of a moment here, or as the server counts them (UTC), as "2026-01-31". */
export const day = (at: number | string): string =>
  typeof at === "number"
    ? format({ dateStyle: "medium" }).format(at)
    : format({ dateStyle: "medium", timeZone: "UTC" }).format(new Date(at));

/** The time of day of a moment. */
export const clock = (ms: number): string => format({ timeStyle: "medium" }).format(ms);
