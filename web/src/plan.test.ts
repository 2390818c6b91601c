import { describe, expect, test } from "vitest";
import { bounded, estimate, fits, fitting } from "./plan";
import type { Plan, Setup } from "./protocol.gen";

const plan: Omit<Plan, "seed"> = {
  mode: "exam",
  questions: [],
  weights: {},
  topics: [],
  levels: [],
  number: 4,
  minutes: null,
  follow_ups: 0,
  pace: 1,
  adaptive: false,
  lean: false,
};
const setup: Setup = {
  version: "1",
  topics: [
    { id: "rag", title: "RAG", about: "", counts: { junior: 1, mid: 4, senior: 2, staff: 0 }, minutes: { junior: 3.5, mid: 18, senior: 13 } },
    { id: "search", title: "Search", about: "", counts: { mid: 3 }, minutes: { mid: 13.5 } },
  ],
  judge: { name: "basic@1", basic: true },
  interviewer: { name: "basic@1", basic: true },
  transcriber: null,
  speaker: null,
  defaults: { ...plan, seed: 0 },
  follow_up_minutes: 2,
};

describe("what fits", () => {
  test("nothing ticked means everything", () => {
    expect(fits(setup, plan)).toBe(10);
  });

  test("topics and levels both narrow it", () => {
    expect(fits(setup, { topics: ["rag"], levels: ["mid", "staff"] })).toBe(4);
    expect(fitting(setup.topics[1]!, ["junior"])).toBe(0);
  });

  test.each([
    [5, 3, 3],
    [0, 3, 1],
    [Number.NaN, 3, 1],
    [80, 200, 50],
    [2.4, 9, 2],
    [4, 0, 1],
  ])("%s wanted of %s is %s", (wanted, most, number) => {
    expect(bounded(wanted, most)).toBe(number);
  });
});

describe("the estimate", () => {
  test("goes from no follow-up to all of them", () => {
    const { least, most } = estimate(setup, { ...plan, levels: ["mid"], follow_ups: 1 })!;

    expect([least, most]).toEqual([18, 26]);
  });

  test("extra time multiplies it, a limit bounds it", () => {
    expect(estimate(setup, { ...plan, levels: ["mid"], pace: 2 })?.least).toBe(36);
    expect(estimate(setup, { ...plan, levels: ["mid"], minutes: 10, pace: 1.5 })).toEqual({ least: 15, most: 15 });
  });

  test("there is none for an untimed interview", () => {
    expect(estimate(setup, { ...plan, pace: null })).toBeNull();
  });
});
