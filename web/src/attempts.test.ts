import { expect, test } from "vitest";
import { attempt, compare } from "./attempts";
import type { Snapshot } from "./protocol.gen";
import { grade, interview, mark, review, turn } from "./testing";

const snapshot = (...turns: Snapshot["turns"]): Snapshot => ({
  type: "snapshot",
  version: 1,
  now: 0,
  head: interview().head,
  streams: [],
  turns,
});

const said = (...verdicts: ("met" | "partly" | "missed")[]) =>
  grade({
    points: ["what", "cost"].map((criterion, n) => ({ criterion, verdict: verdicts[n]!, evidence: [], reason: "" })),
  });

const made = (...verdicts: ("met" | "partly" | "missed")[]) =>
  attempt(snapshot(turn(0), turn(1, { review: review({ first: mark(said(...verdicts)) }) }), turn(2, { parent: 1 })), 1)!;

test("an attempt is a question with its follow-ups", () => {
  expect(made("met", "met").turns.map(({ id }) => id)).toEqual([1, 2]);
  expect(attempt(snapshot(turn(0)), 3)).toBeNull();
});

test("point by point it is seen what was gained and what was lost", () => {
  const rows = compare(made("missed", "met"), made("met", "partly"));

  expect(rows.map(({ criterion, gained }) => [criterion.id, gained])).toEqual([
    ["what", 1],
    ["cost", -0.5],
  ]);
});

test("without a grade there is nothing gained or lost", () => {
  const ungraded = attempt(snapshot(turn(0, { review: review({ first: mark(null) }) })), 0)!;

  expect(compare(ungraded, made("met", "met"))[0]).toMatchObject({ verdicts: [null, "met"], gained: null });
});
