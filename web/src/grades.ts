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

/** The grade that goes before: a person's, else the judge's. */
export const stands = (mark: MarkView | null): Grade | null => mark?.human ?? mark?.grade ?? null;

/** Whether a grade waits for a person before it counts. */
export const needsLook = (mark: MarkView): boolean => !mark.human && !!mark.grade?.needs_review && !mark.confirmed;

/** The grade that stands, with the judge's quotes on every point: one can see what it rests on, and what was overruled. */
export function quoting(mark: MarkView | null): Grade | null {
  if (!mark?.human || !mark.grade) return mark?.grade ?? null;
  const quotes = new Map(mark.grade.points.map((point) => [point.criterion, point.evidence]));
  const points = mark.human.points.map((point) => ({ ...point, evidence: quotes.get(point.criterion) ?? [] }));
  return { ...mark.human, points };
}

/** How many of the final grades a person has set, and how many there are. */
export function byPeople(state: Interview): { set: number; of: number } {
  const marks = questions(state).flatMap((turn) => finalMark(turn.review) ?? []);
  return { set: marks.filter((mark) => mark.human).length, of: marks.filter((mark) => mark.grade).length };
}

/** Whether a judge only looks for words, and so may not speak of right and wrong. */
export const isBasic = (judge: string): boolean => judge.split("@")[0] === "basic";

/** Where no judge was needed: blank, an echo, skipped. */
export const isRule = (judge: string): boolean => judge === "rule";

/** The judges of the final grades, each once, also where a person overruled them; a rule is no judge. */
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
  const grade = stands(mark);
  if (mark.status === "ungraded" || !grade) return { is: "ungraded" };
  return { is: needsLook(mark) ? "look" : "graded", score: grade.score };
}

/** The question of each number, from 1; undefined where the interview ended before it was put. */
export function byNumber(state: Interview): (TurnView | undefined)[] {
  const put = questions(state);
  return Array.from({ length: state.head.number }, (_, n) => put.find((turn) => turn.number === n + 1));
}

/** The sentence that would have added most: the reference's own words for the dearest open point; null if none is open. */
export function nextTime(review: ReviewView, grade: Grade | null): string | null {
  const lost = new Map(grade?.points.map((point) => [point.criterion, 1 - CREDIT[point.verdict]]));
  const open = review.criteria
    .map(({ id, says, points }) => ({ says, worth: points * (lost.get(id) ?? 0) }))
    .filter(({ worth }) => worth > 0);
  return open.sort((a, b) => b.worth - a.worth)[0]?.says ?? null;
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
