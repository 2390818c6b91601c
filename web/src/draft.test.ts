import { describe, expect, test } from "vitest";
import { adopt, clean, clip, edit, EMPTY, length, overflow, saving, wait } from "./draft";
import { MOST_ANSWER, MOST_BYTES } from "./protocol.gen";

describe("editing", () => {
  test("a rev is the time, so that of two tabs the later typing wins", () => {
    expect(edit(EMPTY, "a", 1_700_000_000_000.7)).toMatchObject({ text: "a", rev: 1_700_000_000_000 });
  });

  test("a rev always grows, even where the clock doesn't", () => {
    expect(edit({ rev: 50, text: "a", saved: 50 }, "b", 20).rev).toBe(51);
  });
});

describe("after a snapshot", () => {
  const server = { rev: 10, text: "on the server" };

  test("the server's newer draft wins", () => {
    expect(adopt({ rev: 9, text: "here", saved: 9 }, { rev: 8, text: "kept" }, server)).toEqual({
      ...server,
      saved: 10,
    });
  });

  test("what is newer here stays, and is known not to be saved", () => {
    expect(adopt({ rev: 12, text: "here", saved: 9 }, null, server)).toEqual({ rev: 12, text: "here", saved: 10 });
  });

  test("after a reload, what this browser kept is newer than what the server has", () => {
    expect(adopt(null, { rev: 11, text: "kept" }, server)).toEqual({ rev: 11, text: "kept", saved: 10 });
  });

  test("the same rev on both sides is saved", () => {
    expect(saving(adopt({ rev: 10, text: "on the server", saved: 4 }, null, server), true)).toBe("saved");
  });

  test("where there is nothing, the box is empty", () => {
    expect(adopt(null, null, null)).toEqual(EMPTY);
  });
});

describe("sending", () => {
  test("waits for typing to rest", () => {
    expect(wait(1_000, 1_000, 1_000)).toBe(400);
  });

  test("does not wait longer than two seconds from the first unsent key", () => {
    expect(wait(1_000, 2_900, 2_900)).toBe(100);
    expect(wait(1_000, 3_500, 3_500)).toBe(0);
  });
});

describe("the mark", () => {
  test("says nothing about a box that was never touched", () => {
    expect(saving(EMPTY, true)).toBe("none");
  });

  test("says saved only of the latest text", () => {
    expect(saving({ rev: 5, text: "ab", saved: 4 }, true)).toBe("saving");
    expect(saving({ rev: 5, text: "ab", saved: 5 }, true)).toBe("saved");
  });

  test("says offline while there is no connection, unless all of it is saved", () => {
    expect(saving({ rev: 5, text: "ab", saved: 4 }, false)).toBe("offline");
    expect(saving({ rev: 5, text: "ab", saved: 5 }, false)).toBe("saved");
  });

  test("says too long of what can't be sent", () => {
    expect(saving({ rev: 5, text: "a".repeat(MOST_ANSWER + 1), saved: 4 }, true)).toBe("long");
  });
});

describe("the limits", () => {
  test("characters are counted as the server does, in code points", () => {
    expect(length("a🙂é")).toBe(3);
    expect(overflow("a".repeat(MOST_ANSWER))).toBeNull();
    expect(overflow("a".repeat(MOST_ANSWER + 3))).toEqual({ characters: 3, bytes: 0 });
  });

  test("few enough characters may still be too many bytes", () => {
    const over = overflow("🙂".repeat(17_000));

    expect(over?.characters).toBe(0);
    expect(over?.bytes).toBeGreaterThan(MOST_BYTES);
  });

  test("escapes count: a text of quotes doubles in JSON", () => {
    expect(overflow('"'.repeat(20_000))).toBeNull();
    expect(overflow("\u0001".repeat(12_000))?.bytes).toBeGreaterThan(MOST_BYTES);
  });

  test("at the deadline as much is sent as fits", () => {
    const clipped = clip("🙂".repeat(30_000));

    expect(overflow(clipped)).toBeNull();
    expect(length(clipped)).toBeGreaterThan(14_000);
    expect(clip("short")).toBe("short");
  });

  test("what no server can store is taken out: NUL, and halves of characters", () => {
    expect(clean("a\0b")).toBe("ab");
    expect(clean("x\uD83Dy\uDE00z 🙂")).toBe("x\uFFFDy\uFFFDz 🙂");
  });
});
