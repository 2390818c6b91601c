import katex from "katex";
import { expect, test } from "vitest";
import { markup, type Rich } from "./markup";

const files: Record<string, string> = import.meta.glob("../../../questions/*/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** What KaTeX can't read of a question's Markdown, and how many formulas there were. */
function unreadable(text: string): { faults: string[]; formulas: number } {
  const faults: string[] = [];
  let formulas = 0;
  const strict: Rich = {
    code: () => null,
    math(tex, displayMode) {
      formulas += 1;
      try {
        return katex.renderToString(tex, { displayMode, strict: "ignore" });
      } catch (error) {
        faults.push(`${tex}: ${(error as Error).message}`);
        return "";
      }
    },
  };
  markup(text.split("\n+++\n").slice(1).join("\n+++\n"), strict);
  return { faults, formulas };
}

test("every formula of the bank can be drawn", () => {
  const read = Object.entries(files).map(([file, text]) => ({ file, ...unreadable(text) }));

  expect(read.flatMap(({ file, faults }) => faults.map((fault) => `${file}: ${fault}`))).toEqual([]);
  expect(read.reduce((sum, { formulas }) => sum + formulas, 0)).toBeGreaterThan(20);
});

test("one that can't is found", () => {
  expect(unreadable("+++\n+++\nHere $\\frac{1}{$ is broken.").faults).toHaveLength(1);
});
