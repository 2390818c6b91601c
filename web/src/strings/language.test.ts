import { describe, expect, test } from "vitest";
import { preferred } from ".";
import { words as de } from "./de";
import { words as en } from "./en";

describe("which language", () => {
  test.each([
    [null, ["de-AT", "en"], "de"],
    [null, ["fr-FR", "de", "en"], "de"],
    [null, ["fr-FR"], "en"],
    [null, [], "en"],
    ["en", ["de-DE"], "en"],
    ["de", ["en-US"], "de"],
    ["__proto__", ["de"], "de"],
    ["<script>", [], "en"],
    ["", ["DE"], "de"],
  ] as const)("kept %j, browser %j: %s", (kept, browser, language) => {
    expect(preferred(kept, browser)).toBe(language);
  });
});

/** Every word with the way to it: a text as it is, a function by how many things it takes. */
function shape(value: unknown, path = ""): [string, string][] {
  if (typeof value === "function") return [[path, `takes ${value.length}`]];
  if (typeof value !== "object" || value === null) return [[path, typeof value]];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${path}.${key}`));
}

test("both languages have the same words, of the same kinds", () => {
  expect(shape(de).sort()).toEqual(shape(en).sort());
});

test("what is German is not left in English", () => {
  const english = new Map(texts(en));
  const same = texts(de).filter(([path, text]) => text.length > 12 && english.get(path) === text);

  expect(same.map(([path]) => path)).toEqual([]);
});

function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

test("a number is never parted from its sign", () => {
  expect(en.percent(0.5)).toBe("50%");
  expect(de.percent(0.5)).toBe("50\u00a0%");
});

test("one answer is not counted", () => {
  expect([en.progressNow(1), en.progressNow(8)]).toEqual(["Your last answer", "Your last 8 answers"]);
});
