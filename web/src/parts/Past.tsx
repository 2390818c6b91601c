/** The latest interviews, and the way to all of them. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getInterviews } from "../api";
import type { InterviewPage } from "../protocol.gen";
import { recordHash } from "../route";
import { words } from "../strings";
import { Fault } from "./Fault";
import { InterviewRow } from "./InterviewRow";
import { useTask } from "./task";

const SHOWN = 6;

/** `onKnown` is told once it is known whether there is any. */
export function Past({ onKnown }: { onKnown(any: boolean): void }) {
  const page = useSignal<InterviewPage | null>(null);
  const task = useTask();
  const load = () =>
    void task.run(async () => {
      page.value = await getInterviews(new URLSearchParams({ limit: String(SHOWN) }));
      onKnown(page.value.found > 0);
    });
  useEffect(load, []);
  return (
    <section class="past" aria-labelledby="past">
      <h2 id="past">{words.past}</h2>
      {page.value?.found === 0 && <p class="empty">{words.pastEmpty}</p>}
      <ul>
        {page.value?.interviews.map((row) => (
          <InterviewRow key={row.id} row={row} />
        ))}
      </ul>
      {task.busy.value && !page.value && <p class="empty">{words.loading}</p>}
      {task.fault.value && <Fault message={task.fault.value} again={load} />}
      {page.value && page.value.found > SHOWN && (
        <a class="button" href={recordHash()}>
          {words.pastAll(page.value.found)}
        </a>
      )}
    </section>
  );
}
