import { describe, expect, test } from "vitest";
import { partsBy, strengths, worthMost } from "./takeaways";
import { grade, head, interview, mark, review, turn } from "./testing";

const criterion = (id: string, points: number) => ({ id, says: `It says ${id}.`, points, read: [] });
const criteria = [criterion("what", 3), criterion("cost", 2)];
const closed = (id: number, given = grade(), changes = {}) =>
  turn(id, { phase: "closed", how: "answered", answer: "x", review: review({ first: mark(given, changes), criteria }) });
const said = (what: "met" | "partly" | "missed", cost: "met" | "partly" | "missed", score: number) =>
  grade({
    points: [
      { criterion: "what", verdict: what, evidence: [], reason: "" },
      { criterion: "cost", verdict: cost, evidence: [], reason: "" },
    ],
    score,
  });
const sat = (...turns: ReturnType<typeof closed>[]) => interview({ head: head({ number: turns.length }), turns });

describe("what to take away", () => {
  test("the points worth most are those that would have added most to the whole score", () => {
    const state = sat(closed(0, said("met", "missed", 0.6)), closed(1, said("missed", "partly", 0.2)));

    expect(worthMost(state).map((one) => [one.number, one.criterion.id, one.share])).toEqual([
      [2, "what", 0.3],
      [1, "cost", 0.2],
      [2, "cost", 0.1],
    ]);
  });

  test("a strength is a point made in full, one a question", () => {
    const state = sat(closed(0, said("met", "met", 1)), closed(1, said("partly", "met", 0.7)));

    expect(strengths(state).map((one) => [one.number, one.criterion.id])).toEqual([
      [1, "what"],
      [2, "cost"],
    ]);
  });

  test("a grade that waits for a person, or for a judge, tells nothing", () => {
    const doubtful = closed(0, { ...said("missed", "missed", 0), needs_review: true });
    const pending = turn(1, { review: review({ first: mark(null), criteria }) });

    expect(worthMost(sat(doubtful, pending))).toEqual([]);
    expect(strengths(sat(doubtful, pending))).toEqual([]);
  });

  test("a person's verdict goes before the judge's", () => {
    const state = sat(closed(0, said("missed", "missed", 0), { human: said("met", "met", 1) }));

    expect(worthMost(state)).toEqual([]);
    expect(strengths(state).length).toBe(1);
  });

  test("topics are compared where there are two", () => {
    const other = closed(1, said("met", "met", 1));
    const state = sat(closed(0, said("met", "missed", 0.6)), { ...other, question: { ...other.question!, topic: "rag" } });

    expect(partsBy(state, "topic")).toEqual([
      { id: "internals", score: 0.6, counted: 1 },
      { id: "rag", score: 1, counted: 1 },
    ]);
    expect(partsBy(state, "level")).toEqual([]);
  });
});
