/** The calm before the start: what is coming, said once and in full. */
import { useSignal } from "@preact/signals";
import { Delete } from "../parts/Delete";
import { useTitle } from "../parts/focus";
import { later } from "../parts/later";
import { Notice } from "../parts/Offline";
import type { Session } from "../session";
import { setup } from "../setup";
import type { Interview } from "../store";
import { words } from "../strings";

const SoundCheck = later(async () => (await import("../parts/SoundCheck")).SoundCheck, true);

export function ReadyView({ session, state: { head } }: { session: Session; state: Interview }) {
  const heading = useTitle(words.readyTitle);
  const judge = setup.value?.judge;
  const busy = session.busy.value.has("start");
  const checking = useSignal(false);
  const lines = [words.readyQuestions(head), words.readyTime(head), words.readyMode[head.mode], words.readySafe];
  return (
    <main class="ready" id="main" tabIndex={-1}>
      <div class="card">
        <p class="kicker">{words.modes[head.mode]}</p>
        <h1 ref={heading} tabIndex={-1}>
          {words.readyTitle}
        </h1>
        <ul class="facts">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {judge && <li>{words.readyJudge(judge)}</li>}
        </ul>
        <details class="sound-check" onToggle={(event) => (checking.value ||= event.currentTarget.open)}>
          <summary>{words.soundCheck}</summary>
          {checking.value && <SoundCheck />}
        </details>
        <Notice session={session} />
        <div class="row">
          <button
            type="button"
            class="button primary large"
            disabled={busy}
            onClick={() => void session.do({ type: "start" })}
          >
            {busy ? words.starting : words.start}
          </button>
          <span class="gap" />
          <Delete id={head.id} />
        </div>
      </div>
    </main>
  );
}
