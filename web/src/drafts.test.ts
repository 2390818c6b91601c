import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Drafts, forgetDrafts, type Keep } from "./drafts";
import type { Draft } from "./protocol.gen";
import { turn } from "./testing";

let sent: Draft[];
let kept: Map<string, string>;
let clock: number;

const keep: Keep = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, value),
  removeItem: (key) => void kept.delete(key),
};
const open = () =>
  new Drafts(
    "i1",
    (frame) => void sent.push(frame),
    () => clock,
    keep,
  );

beforeEach(() => {
  vi.useFakeTimers();
  [sent, kept, clock] = [[], new Map(), 1_000];
});
afterEach(() => vi.useRealTimers());

test("a draft goes out once typing rests, with the latest text", () => {
  const drafts = open();
  drafts.write(0, "a");
  vi.advanceTimersByTime(300);
  drafts.write(0, "ab");
  vi.advanceTimersByTime(399);

  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent.map((frame) => frame.text)).toEqual(["ab"]);
});

test("who types without rest is saved every two seconds", () => {
  const drafts = open();
  for (let n = 0; n < 50; n++) {
    drafts.write(0, "x".repeat(n + 1));
    vi.advanceTimersByTime(100);
  }

  expect(sent.length).toBe(2);
  expect(sent[1]!.rev).toBeGreaterThan(sent[0]!.rev);
});

test("a reload brings back what the server had not got yet, and sends it", () => {
  open().write(0, "unsent");
  const after = open();
  after.settle([turn(0, { draft: { rev: 900, text: "older", typed: null } })]);

  expect(after.of(0).value.text).toBe("unsent");
  expect(sent.map((frame) => frame.text)).toEqual(["unsent"]);
});

test("what the server has newer replaces what is here", () => {
  const drafts = open();
  drafts.write(0, "here");
  drafts.settle([turn(0, { draft: { rev: 5_000, text: "typed in another tab", typed: null } })]);

  expect(drafts.of(0).value).toEqual({ rev: 5_000, text: "typed in another tab", saved: 5_000 });
});

test("the copy in the browser goes when the answer is with the server, or the turn is closed", () => {
  const drafts = open();
  drafts.write(0, "a");
  drafts.write(1, "b");
  drafts.forget(0);
  drafts.settle([turn(1, { phase: "closed", how: "expired" })]);

  expect([...kept.keys()]).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(sent).toEqual([]);
});

test("a text that is too long is not sent, and kept here", () => {
  const drafts = open();
  drafts.write(0, "a".repeat(20_001));
  vi.advanceTimersByTime(5_000);

  expect(sent).toEqual([]);
  expect(kept.size).toBe(1);
});

test("hiding the page sends at once what was waiting", () => {
  const drafts = open();
  drafts.write(0, "a");
  drafts.flush();

  expect(sent.length).toBe(1);
  vi.advanceTimersByTime(5_000);
  expect(sent.length).toBe(1);
});

test("an older word of the server's never takes back a newer one", () => {
  const drafts = open();
  drafts.write(0, "a");
  drafts.saved(0, 1_000);
  drafts.saved(0, 400);

  expect(drafts.of(0).value.saved).toBe(1_000);
});

test("a browser that keeps nothing is no reason to fail", () => {
  const refuse = () => {
    throw new DOMException("QuotaExceededError");
  };
  const drafts = new Drafts(
    "i1",
    (f) => void sent.push(f),
    () => clock,
    { getItem: refuse, setItem: refuse, removeItem: refuse },
  );
  drafts.write(0, "a");
  drafts.settle([turn(0)]);
  drafts.forget(0);

  expect(drafts.of(0).value.text).toBe("a");
});

test("an interview that is deleted leaves no draft in this browser, and others keep theirs", () => {
  const keys = ["viva:draft:i1:0", "viva:draft:i1:3", "viva:draft:i12:0", "viva:hide-time"];
  const left = new Map(keys.map((key) => [key, "x"]));
  const storage: Storage = {
    get length() {
      return left.size;
    },
    key: (n) => [...left.keys()][n] ?? null,
    getItem: (key) => left.get(key) ?? null,
    setItem: (key, value) => void left.set(key, value),
    removeItem: (key) => void left.delete(key),
    clear: () => left.clear(),
  };
  forgetDrafts("i1", storage);

  expect([...left.keys()]).toEqual(["viva:draft:i12:0", "viva:hide-time"]);
});

test("how sure one is outlasts a reload, and goes with its answer", () => {
  open().keepSure(0, 0.75);
  const after = open();
  expect([after.keptSure(0), after.keptSure(1)]).toEqual([0.75, null]);
  after.forget(0);

  expect(open().keptSure(0)).toBe(null);
  expect(kept.size).toBe(0);
});
