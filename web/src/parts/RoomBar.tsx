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
      <ol class="dots" aria-hidden="true">
        {Array.from({ length: state.head.number }, (_, n) => (
          <li key={n} data-state={n + 1 < number ? "done" : n + 1 === number ? "now" : "to-come"} />
        ))}
      </ol>
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
