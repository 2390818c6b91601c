import { describe, expect, test } from "vitest";
import { Clock, countdown, crossed, overtime } from "./clock";

describe("the server's time", () => {
  test("goes on from what a frame said, by the browser's even count", () => {
    let local = 100;
    const clock = new Clock(() => local);
    clock.learn(5_000, true);
    local = 350;

    expect(clock.now()).toBe(5_250);
  });

  test("a frame that was held up does not set it back", () => {
    let local = 0;
    const clock = new Clock(() => local);
    clock.learn(10_000, true);
    local = 3_000;
    clock.learn(11_000);

    expect(clock.now()).toBe(13_000);
  });

  test("a new connection is believed anew", () => {
    const clock = new Clock(() => 0);
    clock.learn(10_000, true);
    clock.learn(4_000, true);

    expect(clock.now()).toBe(4_000);
  });
});

describe("marks", () => {
  test.each([
    [240, 121, 120, "half"],
    [240, 61, 59.8, "minute"],
    [240, 30.1, 30, "seconds"],
    [240, 0.2, -0.05, "up"],
    [240, 100, 99, null],
    [240, -1, -2, null],
    [120, 60.2, 59.9, "minute"],
    [null, 121, 119, null],
    [90, 46, 44, null],
  ] as const)("of %s seconds, from %s to %s left: %s", (total, before, left, mark) => {
    expect(crossed(total, before, left)).toBe(mark);
  });

  test("a page that slept through several says the last", () => {
    expect(crossed(240, 200, 20)).toBe("seconds");
    expect(crossed(240, 200, -5)).toBe("up");
  });
});

test.each([
  [240, "4:00"],
  [239.2, "4:00"],
  [0.1, "0:01"],
  [0, "0:00"],
  [-3, "0:00"],
  [3_725, "1:02:05"],
])("%s seconds left read %s", (seconds, text) => {
  expect(countdown(seconds)).toBe(text);
});

test("overtime counts whole seconds that have passed", () => {
  expect([overtime(0.9), overtime(61.5)]).toEqual(["0:00", "1:01"]);
});
