import { describe, expect, test } from "vitest";
import { quoted, quotesIn, split, unitOffsets } from "./evidence";

describe("splitting", () => {
  test("an answer without quotes is one piece", () => {
    expect(split("all of it", [])).toEqual([{ text: "all of it", keys: [] }]);
  });

  test("a quote is cut out, and nothing is lost", () => {
    expect(split("keys and values", [{ key: "k", start: 5, end: 8 }])).toEqual([
      { text: "keys ", keys: [] },
      { text: "and", keys: ["k"] },
      { text: " values", keys: [] },
    ]);
  });

  test("offsets are code points: what stands before them may be twice as wide here", () => {
    const text = "🙂🙂 stored 🧠 here";

    expect(split(text, [{ key: "k", start: 3, end: 11 }]).find((p) => p.keys.length)?.text).toBe("stored 🧠");
  });

  test("quotes that overlap share the words that they share", () => {
    const pieces = split("abcdef", [
      { key: "one", start: 0, end: 4 },
      { key: "two", start: 2, end: 6 },
    ]);

    expect(pieces).toEqual([
      { text: "ab", keys: ["one"] },
      { text: "cd", keys: ["one", "two"] },
      { text: "ef", keys: ["two"] },
    ]);
  });

  test("a quote beyond the end is cut there; an empty or turned one is none", () => {
    expect(split("abc", [{ key: "k", start: 2, end: 99 }]).at(-1)).toEqual({ text: "c", keys: ["k"] });
    expect(
      split("abc", [
        { key: "k", start: 2, end: 2 },
        { key: "k", start: 3, end: 1 },
      ]).flatMap((p) => p.keys),
    ).toEqual([]);
  });

  test("an empty answer has no pieces", () => {
    expect(split("", [{ key: "k", start: 0, end: 3 }])).toEqual([]);
  });

  test("letters of two code points stay two", () => {
    expect(unitOffsets("e\u0301🙂x")(3)).toBe(4);
  });
});

test("each part of an exchange gets its own quotes", () => {
  const points = [
    { key: "a", evidence: [{ part: 0, start: 0, end: 2 }] },
    {
      key: "b",
      evidence: [
        { part: 1, start: 3, end: 4 },
        { part: 0, start: 1, end: 2 },
      ],
    },
  ];

  expect(quotesIn(0, points)).toEqual([
    { key: "a", start: 0, end: 2 },
    { key: "b", start: 1, end: 2 },
  ]);
  expect(quotesIn(1, points)).toEqual([{ key: "b", start: 3, end: 4 }]);
});

describe("the quoted words", () => {
  test("come from every part, overlaps once, in their order", () => {
    const evidence = [
      { part: 1, start: 0, end: 4 },
      { part: 0, start: 5, end: 15 },
      { part: 0, start: 2, end: 8 },
    ];

    expect(quoted(["a 🙂 keys and values", "heads"], evidence)).toBe("🙂 keys and va … head");
  });

  test("are cut where they get long", () => {
    const text = quoted(["word ".repeat(100)], [{ part: 0, start: 0, end: 500 }]);

    expect(text.length).toBeLessThan(165);
    expect(text.endsWith(" …")).toBe(true);
  });
});
