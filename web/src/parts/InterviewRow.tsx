/** One interview in a list of them. */
import { when } from "../dates";
import type { InterviewRow as Row } from "../protocol.gen";
import { interviewHash } from "../route";
import { topicTitle } from "../setup";
import { words } from "../strings";

/** `onLeave` is told when it is opened. */
export function InterviewRow({ row, onLeave }: { row: Row; onLeave?: () => void }) {
  return (
    <li>
      <a class="past-row" href={interviewHash(row.id)} onClick={onLeave}>
        <span class="past-main">
          <span class="past-when">{when(row.started ?? row.created)}</span>
          <span class="past-what">{about(row)}</span>
          <span class="past-how">{state(row)}</span>
        </span>
        <Result row={row} />
      </a>
    </li>
  );
}

function Result({ row }: { row: Row }) {
  if (row.stage === "ready") return <span class="chip">{words.notStarted}</span>;
  if (row.stage !== "over") return <span class="chip live">{words.unfinished}</span>;
  if (row.score === null) return <span class="chip">{words.noScore}</span>;
  return <span class="past-score">{words.percent(row.score)}</span>;
}

const SHOWN = 2;

function about(row: Row): string {
  const names = row.topics.map(topicTitle);
  const more = names.length - SHOWN;
  const what = more > 0 ? words.topicsAndMore(names.slice(0, SHOWN), more) : names.join(", ");
  return [words.modes[row.mode], what].filter(Boolean).join(" · ");
}

function state(row: Row): string {
  if (row.stage !== "over") return words.fitCount(row.number);
  // A score never stands without its judge: those of two judges are not the same measure.
  const judge = row.judge ? [words.judgedBy(row.judge)] : [];
  return [words.coverage(row.counted ?? 0, row.number), ...judge].join(", ");
}
