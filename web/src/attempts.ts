/** Two attempts at one question, set beside each other. Pure. */
import { CREDIT, finalMark, stands } from "./grades";
import type { CriterionView, Grade, Point, Snapshot, TurnView } from "./protocol.gen";

/** An attempt with what it takes to show it: the question's turn and its follow-ups. */
export interface Attempt {
  turns: readonly TurnView[];
  grade: Grade | null;
}

export function attempt(interview: Snapshot, turn: number): Attempt | null {
  const turns = interview.turns.filter(({ id, parent }) => id === turn || parent === turn);
  return turns[0]?.question ? { turns, grade: stands(finalMark(turns[0].review)) } : null;
}

export interface Row {
  criterion: CriterionView;
  /** The verdicts of both, null where there is none. */
  verdicts: readonly [Point["verdict"] | null, Point["verdict"] | null];
  /** By how much the second earned more of the point, -1 to 1; null where one of them has no verdict. */
  gained: number | null;
}

/** Point by point. The rubric is the later one's: what only the earlier had was taken out of the bank since. */
export function compare(a: Attempt, b: Attempt): Row[] {
  const verdict = (side: Attempt, id: string) => side.grade?.points.find((p) => p.criterion === id)?.verdict ?? null;
  return (b.turns[0]?.review?.criteria ?? []).map((criterion) => {
    const verdicts = [verdict(a, criterion.id), verdict(b, criterion.id)] as const;
    const [one, two] = verdicts;
    return { criterion, verdicts, gained: one && two ? CREDIT[two] - CREDIT[one] : null };
  });
}
