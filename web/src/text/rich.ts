/** Formulas and coloured code: large, so it is loaded when a text first asks for it. */
import "katex/dist/katex.min.css";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import katex from "katex";
import type { Rich } from "./markup";

const languages = { bash, json, python, sql, typescript };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

export const rich: Rich = {
  math: (tex, displayMode) =>
    katex.renderToString(tex, {
      displayMode,
      throwOnError: false,
      errorColor: "currentColor",
      strict: "ignore",
      // The text may be hostile: no links or pictures out of a formula, no rule over the page, no endless macro.
      trust: false,
      maxSize: 20,
      maxExpand: 200,
    }),
  code: (text, language) =>
    hljs.getLanguage(language) ? hljs.highlight(text, { language, ignoreIllegals: true }).value : null,
};
