import { describe, expect, test } from "vitest";
import type { Changed, Delta, Snapshot } from "./protocol.gen";
import { answered, apply, currentTurn, family, parts, reached, streamKey, type Interview } from "./store";
import { head, interview, turn } from "./testing";

const snapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  type: "snapshot",
  version: 7,
  now: 60_000,
  head: head(),
  turns: [turn(0)],
  streams: [],
  ...changes,
});
const changed = (changes: Partial<Changed> = {}): Changed => ({
  type: "changed",
  version: 8,
  now: 61_000,
  head: head(),
  turns: [],
  ...changes,
});
const delta = (text: string, changes: Partial<Delta> = {}): Delta => ({
  type: "delta",
  kind: "question",
  turn: 1,
  n: 0,
  first: false,
  text,
  ...changes,
});

function after(state: Interview | null, ...frames: (Snapshot | Changed | Delta)[]): Interview {
  for (const frame of frames) {
    const next = apply(state, frame);
    if (next === "gap") throw new Error("gap");
    state = next;
  }
  return state!;
}

describe("snapshots", () => {
  test("a snapshot replaces everything that was known", () => {
    const state = after(interview({ version: 3 }), snapshot({ version: 40, turns: [turn(2), turn(1)] }));

    expect(state.version).toBe(40);
    expect(state.turns.map((t) => t.id)).toEqual([1, 2]);
  });

  test("words under way come with it", () => {
    const state = after(null, snapshot({ streams: [{ kind: "aside", turn: 0, n: 1, text: "Yes, " }] }));

    expect(state.streams[streamKey("aside", 0, 1)]).toBe("Yes, ");
  });

  test("without one, nothing can be understood", () => {
    expect(apply(null, changed())).toBe("gap");
    expect(apply(null, delta("x"))).toBe("gap");
  });
});

describe("changes", () => {
  test("the head and the turns that changed are replaced, the others stay", () => {
    const before = interview({ turns: [turn(0), turn(1)] });
    const state = after(before, changed({ head: head({ stage: "weighing" }), turns: [turn(1, { phase: "closed" })] }));

    expect(state.head.stage).toBe("weighing");
    expect(state.turns[0]).toBe(before.turns[0]);
    expect(state.turns[1]?.phase).toBe("closed");
  });

  test.each([6, 7, 9])("version %i after 7 is a gap", (version) => {
    expect(apply(interview(), changed({ version }))).toBe("gap");
  });
});

describe("streams", () => {
  test("pieces are put together, and a first one begins anew", () => {
    const state = after(
      interview(),
      delta("Old", { first: true }),
      delta(" words"),
      delta("What", { first: true }),
      delta(" is it?"),
    );

    expect(state.streams[streamKey("question", 1)]).toBe("What is it?");
  });

  test("a stream ends when its whole text has come, and no other one does", () => {
    const streaming = after(
      interview(),
      delta("What", { first: true }),
      delta("Hello", { kind: "greeting", turn: -1, first: true }),
      delta("Yes", { kind: "aside", turn: 0, first: true }),
    );
    const state = after(streaming, changed({ turns: [turn(1, { text: "What is it?" })] }));

    expect(Object.keys(state.streams)).toEqual(["greeting:-1:0", "aside:0:0"]);
  });

  test("a question that is still being asked keeps its stream through other changes", () => {
    const asking = interview({ turns: [turn(1, { phase: "asking", text: "" })] });
    const state = after(asking, delta("What", { first: true }), changed());

    expect(state.streams[streamKey("question", 1)]).toBe("What");
  });
});

describe("turns", () => {
  const root = turn(0, { answer: "First.", how: "answered" });
  const skipped = turn(3, { parent: 0, answer: "", how: "skipped", question: null });
  const second = turn(4, { parent: 0, answer: "Second.", how: "answered", question: null });
  const state = interview({ head: head({ current: 4 }), turns: [root, turn(1), skipped, second] });

  test("the current one is found by its id", () => {
    expect(currentTurn(state)).toBe(second);
    expect(currentTurn(interview({ head: head({ current: null }) }))).toBeUndefined();
  });

  test("a question and its follow-ups are one family, whoever of it asks", () => {
    expect(family(state, second)).toEqual([root, skipped, second]);
    expect(family(state, root)).toEqual([root, skipped, second]);
  });

  test("a follow-up without an answer is no part of what was graded", () => {
    expect(parts(family(state, root))).toEqual([root, second]);
  });

  test("an answer of blanks is none", () => {
    expect(answered(turn(0, { answer: " \n" }))).toBe(false);
  });

  test.each([
    ["answered", "x", true],
    ["skipped", "", true],
    ["expired", "", true],
    ["ended", "x", true],
    ["ended", null, false],
    ["", null, false],
  ] as const)("a question that was %s with %j was reached: %s", (how, answer, expected) => {
    expect(reached(turn(0, { how, answer }))).toBe(expected);
  });
});
