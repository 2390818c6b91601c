/** A small form for asking the interviewer what is meant. */
import { useSignal } from "@preact/signals";
import { clean } from "../draft";
import { MOST_QUERY, type TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { words } from "../strings";

export function AskBack({ session, turn }: { session: Session; turn: TurnView }) {
  const text = useSignal("");
  const busy = session.busy.value.has("query");
  const submit = async (event: Event) => {
    event.preventDefault();
    const asked = clean(text.value).trim();
    if (asked && (await session.do({ type: "query", turn: turn.id, text: asked }))) text.value = "";
  };
  return (
    <details class="ask">
      <summary>{words.ask}</summary>
      <form onSubmit={(event) => void submit(event)}>
        <p class="help" id="ask-hint">
          {words.askHint}
        </p>
        <label for="ask" class="sr-only">
          {words.askLabel}
        </label>
        <div class="row">
          <input
            id="ask"
            type="text"
            autocomplete="off"
            maxLength={MOST_QUERY}
            aria-describedby="ask-hint"
            value={text.value}
            disabled={turn.phase !== "open"}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          <button type="submit" class="button" disabled={turn.phase !== "open"} aria-disabled={busy || !text.value.trim()}>
            {words.askSend}
          </button>
        </div>
      </form>
    </details>
  );
}
