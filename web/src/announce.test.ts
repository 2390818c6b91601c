import { describe, expect, test } from "vitest";
import { linkNews, news, plain } from "./announce";
import { grade, head, interview, mark, review, turn } from "./testing";

describe("news", () => {
  test("a page that has just been loaded says nothing", () => {
    expect(news(null, interview())).toEqual([]);
  });

  test("a question is said when it is complete, whole and once", () => {
    const asking = interview({ turns: [turn(0, { phase: "asking", text: "" })] });

    expect(news(asking, interview())).toEqual(["Question 1 of 3. What is the KV cache?"]);
    expect(news(interview(), interview())).toEqual([]);
  });

  test("coming back from a pause is not a new question", () => {
    const paused = interview({ head: head({ stage: "paused" }), turns: [turn(0, { phase: "paused" })] });

    expect(news(paused, interview())).toEqual([]);
    expect(news(interview(), paused)).toEqual(["Paused. The clock has stopped."]);
  });

  test("replies and hints are said as they come", () => {
    const asked = { asked: "Which?", reply: null, by: "", note: "" };
    const before = interview({ turns: [turn(0, { asides: [asked] })] });
    const after = interview({
      turns: [turn(0, { asides: [{ ...asked, reply: "The **first**." }], hints: ["What is stored?"] })],
    });

    expect(news(before, after)).toEqual(["Interviewer: The first.", "Hint: What is stored?"]);
  });

  test("a grade that arrives is said", () => {
    const over = head({ stage: "over", current: null });
    const at = (first: ReturnType<typeof mark>) =>
      interview({ head: over, turns: [turn(0, { phase: "closed", review: review({ first }) })] });

    expect(news(at(mark(null)), at(mark(grade({ score: 0.625 }))))).toEqual(["Question 1 is graded: 63%."]);
  });

  test("what a person decides is said with the score that it leads to, a dispute isn't", () => {
    const at = (changes: Parameters<typeof mark>[1]) =>
      interview({ turns: [turn(0, { phase: "closed", review: review({ first: mark(grade(), changes) }) })] });
    const decisions = [{ subject: "cost", verdict: "met" as const, word: "" }];
    const disputes = [{ subject: "cost", word: "I said it.", open: true }];

    expect(news(at({}), at({ human: grade({ score: 1 }), decisions }))).toEqual(["Question 1 now stands at 100%."]);
    expect(news(at({ human: grade({ score: 1 }), decisions }), at({}))).toEqual(["Question 1 now stands at 60%."]);
    expect(news(at({}), at({ disputes }))).toEqual([]);
  });
});

describe("the connection", () => {
  test("its going and its coming back are said, its first coming isn't", () => {
    expect(linkNews("open", "lost")).toMatch(/No connection/);
    expect(linkNews("lost", "open")).toBe("Connected again.");
    expect(linkNews("connecting", "open")).toBeUndefined();
  });
});

test("Markdown is read out without its signs", () => {
  expect(plain("# Why?\n\nSee **this** [paper](https://x.y) and `code`:\n\n```python\nx = 1\n```")).toBe(
    "Why? See this paper and code: x = 1",
  );
});
