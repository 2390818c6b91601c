/** The rules of a draft: which text is the newest, when it is sent, what the mark beside it says. Pure. */
import { MOST_ANSWER, MOST_BYTES } from "./protocol.gen";

export interface Draft {
  readonly rev: number;
  readonly text: string;
  /** The newest rev that the server says it has. */
  readonly saved: number;
}

/** A text that is kept somewhere, and how new it is. */
export type Kept = Pick<Draft, "rev" | "text">;

export const EMPTY: Draft = { rev: 0, text: "", saved: 0 };

const REST = 400;
const LONGEST = 2000;

/** The draft after an edit. A rev is the time where it can be, so that of two tabs the later typing wins. */
export function edit(draft: Draft, text: string, now: number): Draft {
  return { ...draft, text, rev: Math.max(draft.rev + 1, Math.floor(now)) };
}

/** What is in the box after a snapshot: the newest of what is here, what this browser kept, and what the server has. */
export function adopt(here: Draft | null, kept: Kept | null, server: Kept | null): Draft {
  const saved = server?.rev ?? 0;
  const newest = [here, kept].reduce<Kept | null>((a, b) => (b && b.rev > (a?.rev ?? 0) ? b : a), null);
  if (newest && newest.rev > saved) return { rev: newest.rev, text: newest.text, saved };
  return { rev: saved, text: server?.text ?? "", saved };
}

/** In how many milliseconds to send: when typing rests, and at least every two seconds while it doesn't. */
export function wait(firstUnsent: number, lastEdit: number, now: number): number {
  return Math.max(0, Math.min(lastEdit + REST, firstUnsent + LONGEST) - now);
}

export type Saving = "none" | "saved" | "saving" | "offline" | "long";

/** What the mark says. "saved" only when the server has said so of this very text. */
export function saving(draft: Draft, connected: boolean): Saving {
  if (overflow(draft.text)) return "long";
  if (draft.saved >= draft.rev) return draft.rev ? "saved" : "none";
  return connected ? "saving" : "offline";
}

export interface Overflow {
  /** Characters (code points, as the server counts) beyond the limit, else 0. */
  characters: number;
  /** The size of the frame in bytes, where that is what is too much, else 0. */
  bytes: number;
}

/** Room in a frame for what is round the text: type, cid, turn, rev. */
const ENVELOPE = 200;

/** By how much a text is too long to be sent; null if it isn't. */
export function overflow(text: string): Overflow | null {
  // Each of a text's UTF-16 units takes at most six bytes in JSON: most texts need no counting.
  if (text.length * 6 + ENVELOPE <= MOST_BYTES) return null;
  const characters = Math.max(0, length(text) - MOST_ANSWER);
  const size = bytes(text) + ENVELOPE;
  return characters || size > MOST_BYTES ? { characters, bytes: size > MOST_BYTES ? size : 0 } : null;
}

/** The length of a text as the server counts it: in code points. */
export function length(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

const bytes = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length;

/** As much of a text as can be sent: at the deadline that is better than nothing. */
export function clip(text: string): string {
  if (!overflow(text)) return text;
  let whole = Array.from(text).slice(0, MOST_ANSWER);
  while (overflow(whole.join(""))) whole = whole.slice(0, Math.floor(whole.length * 0.95));
  return whole.join("");
}

/** A text that the server can store: without NUL, and without halves of characters (some keyboards leave them). */
export function clean(text: string): string {
  return text
    .replaceAll("\0", "")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}
