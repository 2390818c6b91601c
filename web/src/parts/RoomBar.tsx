/** The bar over the room: how far it is, how much time is left, and the way out. */
import type { TurnView } from "../protocol.gen";
import type { Session } from "../session";
import type { Interview } from "../store";
import { words } from "../strings";
import { Confirm } from "./Confirm";
import { Timer } from "./Timer";

interface Props {
  session: Session;
  state: Interview;
  turn: TurnView | undefined;
}

export function RoomBar({ session, state, turn }: Props) {
  const number = turn?.number ?? 0;
  const at = number ? words.questionOf(number, state.head.number) : words.greetingTitle;
  const feedback = state.head.stage === "feedback";
  return (
    <header class="room-bar">
      <Way number={number} of={state.head.number} />
      {/* The feedback has a heading of its own. */}
      {feedback ? <span class="progress">{at}</span> : <h1 class="progress">{at}</h1>}
      {turn && !feedback && <Timer key={turn.id} session={session} state={state} turn={turn} />}
      <Confirm
        label={words.end}
        title={words.endTitle}
        body={words.endBody}
        yes={words.endYes}
        no={words.endNo}
        class="button small quiet"
        disabled={session.busy.value.has("end")}
        onYes={() => void session.do({ type: "end" })}
      />
    </header>
  );
}

const MOST_DOTS = 10;

/** The way so far, for the eye: the heading says the same in words. */
function Way({ number, of }: { number: number; of: number }) {
  if (of > MOST_DOTS) {
    return (
      <div class="way" aria-hidden="true">
        <div style={{ width: `${(100 * Math.max(0, number - 1)) / of}%` }} />
      </div>
    );
  }
  return (
    <ol class="dots" aria-hidden="true">
      {Array.from({ length: of }, (_, n) => (
        <li key={n} data-state={n + 1 < number ? "done" : n + 1 === number ? "now" : "to-come"} />
      ))}
    </ol>
  );
}
