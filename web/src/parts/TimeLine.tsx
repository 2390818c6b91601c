/** When what happened to an answer: asked, first words, drafts, sent, graded. */
import { countdown } from "../clock";
import { clock } from "../dates";
import { finalMark } from "../grades";
import type { TurnView } from "../protocol.gen";
import { words } from "../strings";

export function TimeLine({ turn }: { turn: TurnView }) {
  const { asked, typed, closed, how } = turn;
  const graded = finalMark(turn.review)?.at ?? null;
  const steps: [string, number | null | undefined][] = [
    [words.timeAsked, asked],
    [words.timeFirst, typed?.first],
    [words.timeLast(typed?.drafts ?? 0), typed && typed.drafts > 1 ? typed.last : null],
    [words.timeSent[how], closed],
    [words.timeGraded, graded],
  ];
  const known = steps.filter((step): step is [string, number] => step[1] != null);
  if (asked === null || known.length < 2) return null;
  return (
    <details class="time-line">
      <summary>{words.timeLine}</summary>
      <ol>
        {known.map(([name, at]) => (
          <li key={name}>
            <span>{name}</span>
            <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>
            <span class="after">+{countdown(Math.max(0, at - asked) / 1000)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
