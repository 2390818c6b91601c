import { settled } from "./markup";
import { describe, expect, test } from "vitest";
import { isMarked, markup, safeHref, wantsRich, type Rich } from "./markup";

const rich: Rich = {
  math: (tex, display) => `<m ${display ? "display" : "inline"}>${tex}</m>`,
  code: (text, language) => (language === "python" ? `<c>${text}</c>` : null),
};
const html = (text: string) => markup(text, null).trim();

describe("hostile Markdown", () => {
  test.each([
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> text",
    "<svg/onload=alert(1)>",
    "<iframe src='https://example.org'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- a comment --> <?php ?> <![CDATA[x]]>",
  ])("%s passes no tag of its own", (text) => {
    expect(html(text).replace(/<\/?p>/g, "")).not.toMatch(/<[a-z!?/]/i);
  });

  test("a fence's language can't break out of its element", () => {
    expect(html('```x"><script>\n<b>\n```')).toBe('<pre tabindex="0"><code>&lt;b&gt;</code></pre>');
  });

  test("pictures are not loaded: their words stay", () => {
    expect(html("see ![the plot](https://example.org/p.png)")).toBe("<p>see the plot</p>");
  });
});

describe("links", () => {
  test("lead to the web and to mail, in a new tab that can't look back", () => {
    expect(html("[a](https://example.org/?x=1&y=2)")).toBe(
      '<p><a href="https://example.org/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">a</a></p>',
    );
    expect(safeHref("mailto:a@example.org")).toBe("mailto:a@example.org");
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//example.org",
    "/etc/passwd",
    "relative",
    "file:///x",
  ])("%j leads nowhere", (href) => {
    expect(safeHref(href)).toBeNull();
  });

  test("a link that may not lead there keeps its words", () => {
    expect(html("[**bold**](javascript:alert(1))")).toBe("<p><strong>bold</strong></p>");
  });
});

describe("formulas", () => {
  test("stay readable as source until they can be drawn", () => {
    expect(html("cost $O(n^2)$")).toBe('<p>cost <code class="tex">O(n^2)</code></p>');
    expect(html("$a<b$")).toContain("a&lt;b");
  });

  test("are drawn in a line or on their own", () => {
    expect(markup("so $x_1$ and \\(y\\)", rich)).toContain("<m inline>x_1</m> and <m inline>y</m>");
    expect(markup("$$\nx = 1\n$$", rich)).toContain("<m display>x = 1</m>");
  });

  test("money is no formula", () => {
    expect(html("It costs $5 and $6, or $ 7 $.")).toBe("<p>It costs $5 and $6, or $ 7 $.</p>");
    expect(html("\\$5 a month")).toBe("<p>$5 a month</p>");
  });

  test("code is no formula", () => {
    expect(html("`$x$`")).toBe("<p><code>$x$</code></p>");
  });
});

describe("the rest", () => {
  test("code is coloured in the languages that are known", () => {
    expect(markup("```python\nx\n```", rich)).toContain("<c>x</c>");
    expect(markup("```cobol\n<x>\n```", rich)).toContain("&lt;x&gt;");
  });

  test("headings stand below the page's own", () => {
    expect(html("# One")).toBe("<h2>One</h2>");
    expect(html("###### Six")).toBe("<h6>Six</h6>");
  });

  test("a table can be scrolled by itself, also by the keyboard", () => {
    expect(html("|a|b|\n|-|-|\n|1|**2**|")).toBe(
      '<div class="scroll" tabindex="0"><table><thead><tr><th>a</th><th>b</th></tr></thead>' +
        "<tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table></div>",
    );
  });

  test("an empty corner of a table heads nothing", () => {
    expect(html("| |b|\n|-|-|\n|1|2|")).toContain("<tr><td></td><th>b</th></tr>");
  });

  test("only what needs it asks for the large drawer", () => {
    expect([wantsRich("plain"), wantsRich("$x$"), wantsRich("```\nx\n```")]).toEqual([false, true, true]);
  });
});

describe("of a text that is coming in", () => {
  test.each([
    ["One.", 0],
    ["One.\n\nTwo", 6],
    ["One.\n\nTwo.\n\nThr", 12],
    ["One.\n\n", 0],
    ["One.\n\n```\ncode\n\nmore", 6],
    ["One.\n\n```\ncode\n\nmore\n```\n\nTwo", 26],
    ["$$\na\n\nb", 0],
    ["- one\n\n- two", 0],
    ["- one\n\n  more of it", 0],
    ["1. one\n\n2. two", 0],
  ])("%j is settled up to %i", (text, at) => {
    expect(settled(text)).toBe(at);
  });

  test("both halves drawn by themselves are the whole drawn at once", () => {
    const text = "# A\n\nSome **bold** text.\n\n- a\n- b\n\nThen `code`.\n\n> quoted\n\nEnd of";
    const at = settled(text);

    expect(at).toBeGreaterThan(0);
    expect(markup(text.slice(0, at), null) + markup(text.slice(at), null)).toBe(markup(text, null));
  });
});

test.each([
  ["Some **words**.", true],
  ["- one\n- two", true],
  ["As `code`.", true],
  ["Costs $O(n^2)$.", true],
  ["| a | b |\n|---|---|", true],
  ["First this. Then that - or not: 2 * 3 = 6.", false],
  ["snake_case and a_b", false],
])("%j has signs of Markdown: %j", (text, marked) => {
  expect(isMarked(text)).toBe(marked);
});
