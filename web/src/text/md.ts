/** The only way from Markdown into the page: DOMPurify is the last to touch it. */
import DOMPurify from "dompurify";
import { markup, safeHref, type Rich } from "./markup";

const HTML = "p br hr h2 h3 h4 h5 h6 strong em del code pre blockquote ul ol li table thead tbody tr th td a span div";
/** What KaTeX writes: MathML for who listens, spans and small drawings for who looks. */
const MATH =
  "math semantics annotation mrow mi mn mo ms mtext mspace msub msup msubsup mfrac msqrt mroot mover munder munderover " +
  "mtable mtr mtd mstyle mpadded mphantom menclose svg path line";
const HTML_ATTR = "href target rel class start tabindex aria-hidden";
const MATH_ATTR =
  "xmlns encoding display style d viewBox preserveAspectRatio width height x1 x2 y1 y2 stroke-width mathvariant " +
  "stretchy fence separator accent accentunder linethickness lspace rspace minsize maxsize rowspacing columnspacing " +
  "columnalign rowalign scriptlevel displaystyle notation";

const purify = DOMPurify(window);
// Once: given with each text, it would be taken apart anew for each piece of a stream.
purify.setConfig({
  ALLOWED_TAGS: `${HTML} ${MATH}`.split(" "),
  ALLOWED_ATTR: `${HTML_ATTR} ${MATH_ATTR}`.split(" "),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
});

purify.addHook("uponSanitizeAttribute", (node, attribute) => {
  const { attrName, attrValue } = attribute;
  // KaTeX needs its styles; nobody else has any to give.
  if (attrName === "style" && !node.closest(".katex")) attribute.keepAttr = false;
  // DOMPurify's own rule for addresses is for all attributes at once, and lets relative ones pass.
  if (attrName === "href" && safeHref(attrValue) !== attrValue) attribute.keepAttr = false;
});

/** Safe HTML for hostile Markdown. */
export function html(text: string, rich: Rich | null): string {
  return purify.sanitize(markup(text, rich));
}
