/** The interviews that were, the newest first, a page at a time. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiFault, getInterviews } from "../api";
import { when } from "../dates";
import type { InterviewRow, TopicView } from "../protocol.gen";
import { interviewHash } from "../route";
import { words } from "../strings";
import { Fault } from "./Fault";

interface Props {
  topics: readonly TopicView[];
  /** Told once it is known whether there is any. */
  onKnown(any: boolean): void;
}

export function Past({ topics, onKnown }: Props) {
  const rows = useSignal<InterviewRow[] | null>(null);
  const next = useSignal<string | null>(null);
  const fault = useSignal("");
  const busy = useSignal(false);
  const load = async () => {
    if (busy.value) return;
    busy.value = true;
    fault.value = "";
    try {
      const page = await getInterviews(next.value ?? undefined);
      rows.value = [...(rows.value ?? []), ...page.interviews];
      next.value = page.next;
      onKnown(rows.value.length > 0);
    } catch (error) {
      fault.value = (error as ApiFault).message;
    }
    busy.value = false;
  };
  useEffect(() => void load(), []);
  return (
    <section class="past" aria-labelledby="past">
      <h2 id="past">{words.past}</h2>
      {rows.value?.length === 0 && <p class="empty">{words.pastEmpty}</p>}
      <ul>
        {rows.value?.map((row) => (
          <Row key={row.id} row={row} topics={topics} />
        ))}
      </ul>
      {busy.value && !rows.value && <p class="empty">{words.loading}</p>}
      {fault.value && <Fault message={fault.value} again={() => void load()} />}
      {next.value && !fault.value && (
        <button type="button" class="button" disabled={busy.value} onClick={() => void load()}>
          {words.older}
        </button>
      )}
    </section>
  );
}

function Row({ row, topics }: { row: InterviewRow; topics: readonly TopicView[] }) {
  return (
    <li>
      <a class="past-row" href={interviewHash(row.id)}>
        <span class="past-main">
          <span class="past-when">{when(row.started ?? row.created)}</span>
          <span class="past-what">{about(row, topics)}</span>
          <span class="past-how">{state(row)}</span>
        </span>
        <Result row={row} />
      </a>
    </li>
  );
}

function Result({ row }: { row: InterviewRow }) {
  if (row.stage === "ready") return <span class="chip">{words.notStarted}</span>;
  if (row.stage !== "over") return <span class="chip live">{words.unfinished}</span>;
  if (row.score === null) return <span class="chip">{words.noScore}</span>;
  return <span class="past-score">{words.percent(row.score)}</span>;
}

const SHOWN = 2;

function about(row: InterviewRow, topics: readonly TopicView[]): string {
  const names = row.topics.map((id) => topics.find((topic) => topic.id === id)?.title ?? id);
  const what = names.length > SHOWN ? words.allTopics(names.length) : names.join(", ");
  return [words.modes[row.mode], what].filter(Boolean).join(" · ");
}

function state(row: InterviewRow): string {
  if (row.stage !== "over") return words.fitCount(row.number);
  // A score never stands without its judge: those of two judges are not the same measure.
  const judge = row.judge ? [words.judgedBy(row.judge)] : [];
  return [words.coverage(row.counted ?? 0, row.number), ...judge].join(", ");
}
