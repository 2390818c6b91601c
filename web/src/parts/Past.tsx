/** The latest interviews, and the way to all of them. */
import type { InterviewPage } from "../protocol.gen";
import { recordHash } from "../route";
import { words } from "../strings";
import { InterviewRow } from "./InterviewRow";
import { Loading, type Loaded } from "./loaded";

/** Those under way: what one would go on with. */
export function GoOn({ page }: { page: InterviewPage }) {
  const rows = page.interviews.filter(isOn);
  if (!rows.length) return null;
  return (
    <section class="past" aria-labelledby="on">
      <h2 id="on">{words.goOn}</h2>
      <ul>
        {rows.map((row) => (
          <InterviewRow key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

export function Past({ page }: { page: Loaded<InterviewPage> }) {
  const { value } = page;
  return (
    <section class="past" aria-labelledby="past">
      <h2 id="past">{words.past}</h2>
      {value?.found === 0 && <p class="empty">{words.pastEmpty}</p>}
      <ul>
        {value?.interviews
          .filter((row) => !isOn(row))
          .map((row) => (
            <InterviewRow key={row.id} row={row} />
          ))}
      </ul>
      <Loading of={page} />
      {value && value.found > value.interviews.length && (
        <a class="button" href={recordHash()}>
          {words.pastAll(value.found)}
        </a>
      )}
    </section>
  );
}

const isOn = ({ stage }: InterviewPage["interviews"][number]): boolean => stage !== "ready" && stage !== "over";
