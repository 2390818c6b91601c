/** The latest interviews, and the way to all of them. */
import { getInterviews } from "../api";
import { recordHash } from "../route";
import { words } from "../strings";
import { InterviewRow } from "./InterviewRow";
import { Loading, useLoaded } from "./loaded";

const SHOWN = 6;

/** `onKnown` is told once it is known whether there is any. */
export function Past({ onKnown }: { onKnown(any: boolean): void }) {
  const page = useLoaded(async () => {
    const found = await getInterviews(new URLSearchParams({ limit: String(SHOWN) }));
    onKnown(found.found > 0);
    return found;
  });
  return (
    <section class="past" aria-labelledby="past">
      <h2 id="past">{words.past}</h2>
      {page.value?.found === 0 && <p class="empty">{words.pastEmpty}</p>}
      <ul>
        {page.value?.interviews.map((row) => (
          <InterviewRow key={row.id} row={row} />
        ))}
      </ul>
      <Loading of={page} />
      {page.value && page.value.found > SHOWN && (
        <a class="button" href={recordHash()}>
          {words.pastAll(page.value.found)}
        </a>
      )}
    </section>
  );
}
