/** What the bank page works out: which questions fit what was asked for, by topic. Pure. */
import type { BankView, PublicQuestion, ShelfView } from "./protocol.gen";

export const KINDS: readonly PublicQuestion["kind"][] = ["explain", "compare", "design", "estimate", "debug"];
/** As many as an interview may have. */
export const MOST_CHOSEN = 50;

export interface Wanted {
  text: string;
  /** "" for all of them. */
  topic: string;
  level: PublicQuestion["level"] | "";
  kind: PublicQuestion["kind"] | "";
}

export const ALL: Wanted = { text: "", topic: "", level: "", kind: "" };

export interface Shelf {
  topic: ShelfView;
  questions: readonly PublicQuestion[];
}

/** The topics that hold a question that fits, each with those of its questions; every word of the text must be there. */
export function find(bank: BankView, wanted: Wanted): Shelf[] {
  const sought = plain(wanted.text).split(/\s+/).filter(Boolean);
  return bank.topics
    .filter((topic) => !wanted.topic || topic.id === wanted.topic)
    .map((topic) => ({
      topic,
      questions: bank.questions.filter(
        (question) =>
          question.topic === topic.id &&
          (!wanted.level || question.level === wanted.level) &&
          (!wanted.kind || question.kind === wanted.kind) &&
          holds(question, topic, sought),
      ),
    }))
    .filter((shelf) => shelf.questions.length > 0);
}

function holds(question: PublicQuestion, topic: ShelfView, sought: readonly string[]): boolean {
  if (!sought.length) return true;
  const text = plain([question.title, question.body, topic.title, ...question.tags].join(" "));
  return sought.every((word) => text.includes(word));
}

/** Lower-case, without accents, hyphens as blanks: "fine-tuning" is found as "fine tuning". */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[-‐‑]/g, " ");

export const total = (shelves: readonly Shelf[]): number =>
  shelves.reduce((sum, shelf) => sum + shelf.questions.length, 0);

/** The chosen ids with one more or one less; no more than an interview may have. */
export function flip(chosen: readonly string[], id: string): readonly string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return chosen.length < MOST_CHOSEN ? [...chosen, id] : chosen;
}

/** The minutes that the chosen questions have, follow-ups aside. */
export function minutes(bank: BankView, chosen: readonly string[]): number {
  return bank.questions.reduce((sum, question) => sum + (chosen.includes(question.id) ? question.minutes : 0), 0);
}
