import { expect, test } from "vitest";
import { parse } from "./route";

test.each([
  ["", { page: "home" }],
  ["#/", { page: "home" }],
  ["#/i/a1B2-_c3", { page: "interview", id: "a1B2-_c3" }],
  ["#/i/", { page: "none" }],
  ["#/i/../x", { page: "none" }],
  ["#/bank", { page: "bank", open: null }],
  ["#/bank/", { page: "bank", open: null }],
  ["#/bank/rag/what-and-why", { page: "bank", open: "rag/what-and-why" }],
  ["#/bank/rag", { page: "none" }],
  ["#main", { page: "none" }],
])("%s", (hash, route) => {
  expect(parse(hash)).toEqual(route);
});
