/** What was asked and what was answered, with the words marked that a point rests on. */
import { useSignal, type Signal } from "@preact/signals";
import type { Grade, Point, TurnView } from "../protocol.gen";
import { countdown } from "../clock";
import { answered, parts } from "../store";
import { english, words } from "../strings";
import { quotesIn, split, type Piece } from "../text/evidence";
import { isMarked } from "../text/markup";
import { Added } from "./Conversation";
import { Markdown } from "./Markdown";
import { TimeLine } from "./TimeLine";

interface Props {
  turns: readonly TurnView[];
  grade: Grade | null;
  /** The key of the point whose words stand out. */
  active: Signal<string | null>;
}

export const pointKey = (criterion: string): string => `point:${criterion}`;
export const foundKey = (misconception: string): string => `found:${misconception}`;

export function Answers({ turns, grade, active }: Props) {
  const graded = parts(turns);
  return (
    // In the focus order because it scrolls by itself beside a long list of points.
    <div class="answers" tabIndex={0} role="group" aria-label={words.asked}>
      {turns.map((turn) => (
        <div key={turn.id}>
          <div class="asked">
            {turn.parent !== null && <p class="kicker">{words.followUp}</p>}
            <Markdown text={turn.text || turn.question?.title || ""} />
          </div>
          <Added turn={turn} />
          <div class="said">
            <p class="speaker">
              {turn.parent === null ? words.yourAnswer : words.yourFollowUp}
              {answered(turn) && <span class="took">{took(turn)}</span>}
              {turn.sure !== null && <span class="took">{words.wasSure(turn.sure)}</span>}
            </p>
            {answered(turn) ? (
              <Marked answer={turn.answer!} part={graded.indexOf(turn)} grade={grade} active={active} />
            ) : (
              <p class="empty">{words.noAnswer[turn.how]}</p>
            )}
            <TimeLine turn={turn} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** The time that was used, and of how much. */
function took({ used, seconds, credit }: TurnView): string {
  return words.took(countdown(used), seconds === null ? null : countdown(seconds + credit));
}

function Marked({ answer, part, grade, active }: Omit<Props, "turns"> & { answer: string; part: number }) {
  const evidence = [
    ...(grade?.points ?? []).map((point) => ({ key: pointKey(point.criterion), evidence: point.evidence })),
    ...(grade?.misconceptions ?? []).map((found) => ({ key: foundKey(found.misconception), evidence: found.evidence })),
  ];
  const kinds = new Map<string, Point["verdict"]>(grade?.points.map((p) => [pointKey(p.criterion), p.verdict]));
  const formatted = useSignal(false);
  const quotes = quotesIn(part, evidence);
  // Quotes are places in what was written: while a point is looked at, that is what there is to see.
  const looked = quotes.some(({ key }) => key === active.value);
  return (
    <>
      {isMarked(answer) && (
        <button type="button" class="link" onClick={() => (formatted.value = !formatted.value)}>
          {formatted.value ? words.asWritten : words.formatted}
        </button>
      )}
      {formatted.value && !looked ? (
        <Markdown text={answer} />
      ) : (
        <p class="plain answer-text" lang={english()}>
          {split(answer, quotes).map((piece, n) =>
            piece.keys.length ? <Quoted key={n} piece={piece} kinds={kinds} active={active} /> : piece.text,
          )}
        </p>
      )}
    </>
  );
}

interface QuotedProps {
  piece: Piece;
  kinds: ReadonlyMap<string, Point["verdict"]>;
  active: Signal<string | null>;
}

function Quoted({ piece, kinds, active }: QuotedProps) {
  const on = active.value !== null && piece.keys.includes(active.value);
  // Where points share words, an error goes before a credit: it is what one has to see.
  const error = piece.keys.find((key) => !kinds.has(key) || kinds.get(key) === "contradicted");
  const shown = (on && active.value) || error || piece.keys[0]!;
  return (
    <mark
      data-verdict={kinds.get(shown) ?? "contradicted"}
      data-keys={piece.keys.join(" ")}
      data-active={on || undefined}
      onMouseEnter={() => (active.value = shown)}
      onMouseLeave={() => (active.value = null)}
    >
      {piece.text}
    </mark>
  );
}
