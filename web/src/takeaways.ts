/** What to take away from an interview: what cost most, what went well, and how topics and levels compare. Pure. */
import { CREDIT, finalMark, needsLook, stands } from "./grades";
import type { CriterionView, Grade, PublicQuestion, TurnView } from "./protocol.gen";
import { questions, type Interview } from "./store";

export interface Takeaway {
  number: number;
  criterion: CriterionView;
  /** How much of the whole score it made or cost, 0 to 1. */
  share: number;
}

export interface Part {
  id: string;
  score: number;
  counted: number;
}

const MOST = 3;

interface Counted {
  turn: TurnView;
  question: PublicQuestion;
  criteria: readonly CriterionView[];
  grade: Grade;
}

/** The questions whose grades count, as the total counts them. */
function counted(state: Interview): Counted[] {
  return questions(state).flatMap((turn) => {
    const mark = finalMark(turn.review);
    const grade = stands(mark);
    if (!turn.question || !turn.review || !mark || mark.status !== "graded" || !grade || needsLook(mark)) return [];
    return [{ turn, question: turn.question, criteria: turn.review.criteria, grade }];
  });
}

function weighed(state: Interview, worth: (credit: number) => number): Takeaway[] {
  const all = counted(state);
  return all
    .flatMap(({ turn, criteria, grade }) =>
      grade.points.flatMap((point) => {
        const criterion = criteria.find((one) => one.id === point.criterion);
        if (!criterion || !grade.possible) return [];
        const share = (worth(CREDIT[point.verdict]) * criterion.points) / grade.possible / all.length;
        return share > 0 ? [{ number: turn.number, criterion, share }] : [];
      }),
    )
    .sort((a, b) => b.share - a.share || a.number - b.number);
}

/** The points that would have added most to the score, the dearest first. */
export const worthMost = (state: Interview): Takeaway[] => weighed(state, (credit) => 1 - credit).slice(0, MOST);

/** The weightiest points that were made in full, one a question. */
export function strengths(state: Interview): Takeaway[] {
  const made = weighed(state, (credit) => (credit === 1 ? 1 : 0));
  return made.filter((one, n) => made.findIndex((other) => other.number === one.number) === n).slice(0, MOST);
}

/** The mean score by topic or level, in the order of the interview; empty where there is nothing to compare. */
export function partsBy(state: Interview, key: "topic" | "level"): Part[] {
  const sums = new Map<string, Part>();
  for (const { question, grade } of counted(state)) {
    const part = sums.get(question[key]) ?? { id: question[key], score: 0, counted: 0 };
    part.score += grade.score;
    part.counted += 1;
    sums.set(question[key], part);
  }
  const parts = [...sums.values()].map((part) => ({ ...part, score: part.score / part.counted }));
  return parts.length > 1 ? parts : [];
}
