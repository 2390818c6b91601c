import { describe, expect, test } from "vitest";
import { byNumber, byPeople, finalMark, isBasic, judgesOf, needsLook, nextTime, quoting, readingFor, standing } from "./grades";
import { grade, head, interview, mark, review, turn } from "./testing";

const by = (judge: string) => grade({ provenance: { ...grade().provenance, judge } });
const closed = (id: number, of = review()) => turn(id, { phase: "closed", how: "answered", answer: "x", review: of });

describe("where a question stands", () => {
  test("the grade of all answers goes before that of the first", () => {
    const both = review({ all: mark(grade({ score: 0.9 })) });

    expect(finalMark(both)?.grade?.score).toBe(0.9);
    expect(standing(closed(0, both))).toEqual({ is: "graded", score: 0.9 });
  });

  test("a grade that waits for a person does so until it is confirmed", () => {
    const doubtful = grade({ needs_review: true, flags: ["unverified"] });

    expect(standing(closed(0, review({ first: mark(doubtful) }))).is).toBe("look");
    expect(needsLook(mark(doubtful, { confirmed: true }))).toBe(false);
  });

  test("pending, ungraded and unreached are not zero", () => {
    expect(standing(closed(0, review({ first: mark(null) })))).toEqual({ is: "pending" });
    expect(standing(closed(0, review({ first: mark(null, { status: "ungraded", reason: "No reply." }) })))).toEqual({
      is: "ungraded",
    });
    expect(standing(turn(0, { how: "ended", review: review({ first: null }) }))).toEqual({ is: "unreached" });
    expect(standing(undefined)).toEqual({ is: "unreached" });
  });

  test("every number has its place, also those that were never put", () => {
    const state = interview({
      head: head({ number: 3 }),
      turns: [closed(0), turn(5, { parent: 0, number: 1 }), closed(2)],
    });

    expect(byNumber(state).map((t) => t?.id)).toEqual([0, undefined, 2]);
  });
});

describe("a person's grade", () => {
  const doubtful = grade({ needs_review: true, flags: ["unverified"] });
  const judged = mark(doubtful, { human: grade({ score: 1 }), decisions: [{ subject: "cost", verdict: "met", word: "" }] });

  test("goes before the judge's, and waits for nobody", () => {
    expect(standing(closed(0, review({ first: judged })))).toEqual({ is: "graded", score: 1 });
    expect(needsLook(judged)).toBe(false);
  });

  test("is counted among the grades that there are", () => {
    const state = interview({
      turns: [closed(0, review({ first: judged })), closed(1), closed(2, review({ first: mark(null) }))],
    });

    expect(byPeople(state)).toEqual({ set: 1, of: 2 });
    expect(judgesOf(state)).toEqual(["basic@1"]);
  });

  test("shows the quotes that the judge had found", () => {
    const evidence = [{ part: 0, start: 0, end: 4 }];
    const [what, cost] = grade().points;
    const given = mark(grade({ points: [{ ...what!, evidence }, cost!] }), {
      human: grade({ points: [{ ...what!, verdict: "missed" }, cost!] }),
    });

    expect(quoting(given)?.points[0]).toMatchObject({ verdict: "missed", evidence });
  });
});

describe("judges", () => {
  test("each is named once, and a rule is none", () => {
    const state = interview({
      turns: [
        closed(0, review({ first: mark(by("basic@1")) })),
        closed(1, review({ first: mark(by("rule")) })),
        closed(2, review({ first: mark(by("basic@1")), all: mark(by("openai/large")) })),
      ],
    });

    expect(judgesOf(state)).toEqual(["basic@1", "openai/large"]);
  });

  test("only basic@ is basic", () => {
    expect([isBasic("basic@2"), isBasic("openai/basic"), isBasic("rule")]).toEqual([true, false, false]);
  });
});

describe("reading", () => {
  test("is for the points that earned less than all", () => {
    const { missed, list } = readingFor(review(), grade());

    expect(missed).toBe(true);
    expect(list.map((r) => r.id)).toEqual(["post"]);
  });

  test("is all there is where nothing is missing or graded", () => {
    expect(readingFor(review(), null)).toMatchObject({ missed: false, list: [{ id: "paper" }, { id: "post" }] });
  });
});

describe("the sentence for next time", () => {
  const graded = (what: "met" | "partly" | "missed", cost: "met" | "partly" | "missed") =>
    grade({
      points: [
        { criterion: "what", verdict: what, evidence: [], reason: "" },
        { criterion: "cost", verdict: cost, evidence: [], reason: "" },
      ],
    });

  test("is that of the point which would have added most", () => {
    expect(nextTime(review(), graded("missed", "missed"))).toBe("Keys and values are stored.");
    expect(nextTime(review(), graded("partly", "missed"))).toBe("It costs memory.");
  });

  test("is missing where nothing is open, or nothing graded", () => {
    expect(nextTime(review(), graded("met", "met"))).toBeNull();
    expect(nextTime(review(), null)).toBeNull();
  });
});
