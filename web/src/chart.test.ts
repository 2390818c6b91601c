import { expect, test } from "vitest";
import { band, course, spots } from "./chart";

const moment = (day: string, mean: number) => ({ day, now: { number: 4, mean, low: mean - 0.1, high: mean + 0.1 } });

test("time runs from left to right, and a good score is high up", () => {
  const at = spots([moment("2026-11-01", 0.2), moment("2026-11-03", 0.5), moment("2026-11-05", 0.9)]);

  expect(at.map(({ x }) => x)).toEqual([0, 50, 100]);
  expect(at.map(({ y }) => Math.round(y))).toEqual([80, 50, 10]);
});

test("a single day stands in the middle, and none is nowhere", () => {
  expect(spots([moment("2026-11-01", 1)])[0]!.x).toBe(50);
  expect(spots([])).toEqual([]);
});

test("the band goes along its top and comes back along its bottom", () => {
  const at = spots([moment("2026-11-01", 0.5), moment("2026-11-02", 0.5)]);

  expect(course(at)).toBe("0.00,50.00 100.00,50.00");
  expect(band(at)).toBe("0.00,40.00 100.00,40.00 100.00,60.00 0.00,60.00");
});
