/** What a review shows, worked out from an interview's turns: marks, judges, points. Pure. */
import type { Grade, MarkView, Point, ReviewView, TurnView } from "./protocol.gen";
import { questions, reached, type Interview } from "./store";

export const CREDIT: Record<Point["verdict"], number> = {
  met: 1,
  partly: 0.5,
  missed: 0,
  contradicted: 0,
  unverified: 0,
};

/** The mark that a question ends with: of all its answers, where follow-ups were answered. */
export const finalMark = (review: ReviewView | null): MarkView | null => review?.all ?? review?.first ?? null;

/** Whether a grade waits for a person before it counts. */
export const needsLook = (mark: MarkView): boolean => !!mark.grade?.needs_review && !mark.confirmed;

/** Whether a judge only looks for words, and so may not speak of right and wrong. */
export const isBasic = (judge: string): boolean => judge.split("@")[0] === "basic";

/** Where no judge was needed: blank, an echo, skipped. */
export const isRule = (judge: string): boolean => judge === "rule";

/** The judges of the final grades, each once; a rule is no judge. */
export function judgesOf(state: Interview): string[] {
  const names = questions(state).flatMap((turn) => finalMark(turn.review)?.grade?.provenance.judge ?? []);
  return [...new Set(names.filter((name) => !isRule(name)))];
}

export const earned = (grade: Grade): number => grade.score * grade.possible;

/** How a question stands, in one word, for the overview. */
export type Standing = { is: "unreached" | "pending" | "ungraded" } | { is: "graded" | "look"; score: number };

export function standing(turn: TurnView | undefined): Standing {
  const mark = finalMark(turn?.review ?? null);
  if (!turn || (!mark && !reached(turn))) return { is: "unreached" };
  if (!mark || mark.status === "pending") return { is: "pending" };
  if (mark.status === "ungraded" || !mark.grade) return { is: "ungraded" };
  return { is: needsLook(mark) ? "look" : "graded", score: mark.grade.score };
}

/** The question of each number, from 1; undefined where the interview ended before it was put. */
export function byNumber(state: Interview): (TurnView | undefined)[] {
  const put = questions(state);
  return Array.from({ length: state.head.number }, (_, n) => put.find((turn) => turn.number === n + 1));
}

/** What to read for the points that earned less than all, each once; all there is when no point names any. */
export function readingFor(
  review: ReviewView,
  grade: Grade | null,
): { missed: boolean; list: ReviewView["references"] } {
  const low = new Set(grade?.points.filter((point) => CREDIT[point.verdict] < 1).map((point) => point.criterion));
  const named = review.criteria.filter((criterion) => low.has(criterion.id)).flatMap((criterion) => criterion.read);
  const list = [...new Map(named.map((reference) => [reference.id, reference])).values()];
  return list.length ? { missed: true, list } : { missed: false, list: review.references };
}
