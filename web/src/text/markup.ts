/** Markdown to HTML without any tag of the author's own: raw HTML comes out as text, images as their words. Pure. */
import { Marked, type RendererObject, type TokenizerAndRendererExtension, type Tokens } from "marked";

/** What draws formulas and colours code, once it is loaded. */
export interface Rich {
  math(tex: string, display: boolean): string;
  /** Coloured HTML, or null for a language that it doesn't know. */
  code(text: string, language: string): string | null;
}

/** Whether a text holds anything that `Rich` would draw better. */
export const wantsRich = (text: string): boolean => /\$|```|~~~|\\\(|\\\[/.test(text);

/** Whether a text has signs of Markdown in it, so that it reads differently once it is drawn. */
export const isMarked = (text: string): boolean =>
  wantsRich(text) || /(\*\*|__|`)\S|^ {0,3}(#{1,6} |[-*+] |\d+[.)] |> |\|)/m.test(text);

export function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!);
}

/** The address if a link may lead there: the web and mail, nothing that runs. */
export function safeHref(href: string): string | null {
  // Browsers read past control characters and blanks, as in "java\nscript:".
  // eslint-disable-next-line no-control-regex
  const bare = href.replace(/[\u0000-\u0020\u007f-\u009f]/g, "");
  return /^(?:https?:\/\/|mailto:)/i.test(bare) ? bare : null;
}

/** Up to where a text that is still coming in will stay as it is: a blank line after which no block goes on. */
export function settled(text: string): number {
  for (let at = text.lastIndexOf("\n\n"); at > 0; at = text.lastIndexOf("\n\n", at - 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + 2)];
    const open = (sign: RegExp) => (before.match(sign)?.length ?? 0) % 2 === 1;
    // What is indented or a list may belong to what is above it.
    if (!open(/^ *(```|~~~)/gm) && !open(/\$\$/g) && !/^(\s|[-*+]|\d+[.)]|$)/.test(after)) return at + 2;
  }
  return 0;
}

/** HTML that still has to pass DOMPurify before it may touch a page. */
export function markup(text: string, rich: Rich | null): string {
  return parser(rich).parse(text, { async: false });
}

const parsers = new Map<Rich | null, Marked>();

function parser(rich: Rich | null): Marked {
  let made = parsers.get(rich);
  if (!made) {
    made = new Marked({ gfm: true, renderer: renderer(rich), extensions: [blockMath(rich), inlineMath(rich)] });
    parsers.set(rich, made);
  }
  return made;
}

function renderer(rich: Rich | null): RendererObject {
  return {
    html: (token) => (token.type === "html" && token.block ? `<p>${escape(token.text)}</p>\n` : escape(token.text)),
    image: ({ text }) => escape(text),
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    link({ href, tokens }) {
      const [inner, safe] = [this.parser.parseInline(tokens), safeHref(href)];
      return safe ? `<a href="${escape(safe)}" target="_blank" rel="noopener noreferrer">${inner}</a>` : inner;
    },
    // The page has its own h1: what is inside a text stands below it.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 1);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    code: ({ text, lang }) => {
      const inner = (lang && rich?.code(text, lang.trim().split(/\s/)[0]!)) || escape(text);
      return `<pre tabindex="0"><code>${inner}</code></pre>\n`;
    },
    table(token) {
      return `<div class="scroll" tabindex="0">${tableHtml(token, (cell) => this.parser.parseInline(cell.tokens))}</div>\n`;
    },
  };
}

function tableHtml({ header, rows }: Tokens.Table, inline: (cell: Tokens.TableCell) => string): string {
  const cells = (row: Tokens.TableCell[]) => row.map((c) => `<td>${inline(c)}</td>`).join("");
  // An empty corner heads nothing, and a screen reader would announce it as a heading without a name.
  const head = header.map((c) => (c.text.trim() ? `<th>${inline(c)}</th>` : "<td></td>")).join("");
  const body = rows.map((row) => `<tr>${cells(row)}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A formula, or its source until the formula drawer is loaded. */
function math(rich: Rich | null, tex: string, display: boolean): string {
  return rich ? rich.math(tex, display) : `<code class="tex">${escape(tex)}</code>`;
}

function blockMath(rich: Rich | null): TokenizerAndRendererExtension {
  return {
    name: "blockMath",
    level: "block",
    start: (text) => /\$\$|\\\[/.exec(text)?.index,
    tokenizer(text) {
      const match = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])(?:\s*\n|\s*$)/.exec(text);
      return match ? { type: "blockMath", raw: match[0], text: (match[1] ?? match[2])!.trim() } : undefined;
    },
    renderer: ({ text }) => `<div class="scroll" tabindex="0">${math(rich, text as string, true)}</div>\n`,
  };
}

/** $x$ as in TeX, but not in "$5 and $6": no blank inside the signs, and no digit after the closing one. */
function inlineMath(rich: Rich | null): TokenizerAndRendererExtension {
  return {
    name: "inlineMath",
    level: "inline",
    start: (text) => /\$|\\\(/.exec(text)?.index,
    tokenizer(text) {
      const match = /^(?:\$(?![\s$])((?:[^$\\\n]|\\.)+?)(?<!\s)\$(?!\d)|\\\((.+?)\\\))/.exec(text);
      return match ? { type: "inlineMath", raw: match[0], text: (match[1] ?? match[2])! } : undefined;
    },
    renderer: ({ text }) => math(rich, text as string, false),
  };
}
