/** Cuts an answer into pieces at the words that its points quote. Pure. */
import type { Evidence } from "../protocol.gen";

/** A piece of an answer, and the keys of the points that quote it. */
export interface Piece {
  readonly text: string;
  readonly keys: readonly string[];
}

export interface Quote {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Turns offsets in code points, as the server counts, into a string's own (UTF-16). Beyond the end is the end. */
export function unitOffsets(text: string): (codePoint: number) => number {
  const at: number[] = [0];
  let units = 0;
  for (const character of text) at.push((units += character.length));
  return (n) => at[Math.max(0, Math.min(n, at.length - 1))]!;
}

/** The whole of `text` in pieces, in order; quotes (in code points) may overlap, and odd ones are left out. */
export function split(text: string, quotes: readonly Quote[]): Piece[] {
  const unit = unitOffsets(text);
  const spans = quotes
    .map(({ key, start, end }) => ({ key, start: unit(start), end: unit(end) }))
    .filter((span) => span.start < span.end);
  const cuts = [...new Set([0, text.length, ...spans.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let n = 0; n + 1 < cuts.length; n++) {
    const [start, end] = [cuts[n]!, cuts[n + 1]!];
    const keys = [...new Set(spans.filter((s) => s.start <= start && end <= s.end).map((s) => s.key))];
    pieces.push({ text: text.slice(start, end), keys });
  }
  return pieces;
}

/** The quotes of one part of the exchange. */
export function quotesIn(part: number, points: readonly { key: string; evidence: readonly Evidence[] }[]): Quote[] {
  return points.flatMap(({ key, evidence }) =>
    evidence.filter((e) => e.part === part).map(({ start, end }) => ({ key, start, end })),
  );
}

const LONGEST_QUOTE = 160;

/** The quoted words themselves, in their order, joined by dots, and cut where they get long. */
export function quoted(answers: readonly string[], evidence: readonly Evidence[]): string {
  const words = merged(evidence).map(({ part, start, end }) => {
    const text = answers[part] ?? "";
    const unit = unitOffsets(text);
    return text.slice(unit(start), unit(end)).trim().replace(/\s+/g, " ");
  });
  const joined = words.filter(Boolean).join(" … ");
  const letters = Array.from(joined);
  return letters.length > LONGEST_QUOTE ? `${letters.slice(0, LONGEST_QUOTE).join("").trimEnd()} …` : joined;
}

/** Spans that overlap, as one. */
function merged(evidence: readonly Evidence[]): Evidence[] {
  const whole: Evidence[] = [];
  for (const span of [...evidence].sort((a, b) => a.part - b.part || a.start - b.start)) {
    const last = whole.at(-1);
    if (last && last.part === span.part && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else whole.push({ ...span });
  }
  return whole;
}
