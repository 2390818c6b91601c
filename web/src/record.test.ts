import { expect, test } from "vitest";
import { change, pages, parse, query } from "./record";

test("an address says what is wanted, and what is wanted its address", () => {
  const address = "q=rag+cache&mode=study&state=over&topic=rag&judge=basic%405&since=2026-01-31&sort=highest&page=3";

  expect(query(parse(address)).toString()).toBe(address);
  expect(query(parse("")).toString()).toBe("");
});

test.each(["mode=nothing", "state=%00", "sort=drop", "since=tomorrow", "page=0", "page=-1", "page=1e9", "page=x", "new=1"])(
  "what makes no sense is left out: %s",
  (address) => {
    expect(query(parse(address)).toString()).toBe("");
  },
);

test("another condition leads to the first page", () => {
  expect(change(parse("page=4&q=rag"), { topic: "rag" })).toMatchObject({ page: 1, q: "rag", topic: "rag" });
});

test.each([
  [0, 1],
  [25, 1],
  [26, 2],
  [10_000, 400],
])("%s interviews are %s pages", (found, number) => {
  expect(pages(found, 25)).toBe(number);
});
