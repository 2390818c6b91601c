/** The interview under way: one question, its conversation, and the box for the answer. */
import { useEffect } from "preact/hooks";
import { AnswerBox } from "../parts/AnswerBox";
import { Conversation } from "../parts/Conversation";
import { Markdown } from "../parts/Markdown";
import { Notice } from "../parts/Offline";
import { QuestionReview } from "../parts/QuestionReview";
import { RoomBar } from "../parts/RoomBar";
import { Tags } from "../parts/Tags";
import { useFocus, useTitle } from "../parts/focus";
import { later } from "../parts/later";
import type { TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { currentTurn, family, streamKey, type Interview } from "../store";
import { words } from "../strings";

const Aloud = later(async () => (await import("../parts/Aloud")).Aloud, true);

interface Props {
  session: Session;
  state: Interview;
}

export function RoomView({ session, state }: Props) {
  const turn = currentTurn(state);
  const { stage } = state.head;
  return (
    <main class={stage === "feedback" ? "room wide" : "room"} id="main" tabIndex={-1}>
      <RoomBar session={session} state={state} turn={turn} />
      {!turn && <Greeting state={state} />}
      {turn && stage === "feedback" && <Feedback session={session} state={state} turn={turn} />}
      {turn && stage !== "feedback" && <Question session={session} state={state} turn={turn} />}
    </main>
  );
}

function Greeting({ state }: { state: Interview }) {
  const talk = useTitle<HTMLElement>(words.greetingTitle);
  return (
    <section class="talk" ref={talk} tabIndex={-1} aria-label={words.greetingTitle}>
      <Markdown class="spoken" text={state.streams[streamKey("greeting")] ?? words.thinking} streaming />
    </section>
  );
}

function Question({ session, state, turn }: Props & { turn: TurnView }) {
  // Not the heading in the bar: from here one step leads to the answer.
  const talk = useTitle<HTMLElement>(words.questionOf(turn.number, state.head.number));
  const turns = family(state, turn);
  const { stage } = state.head;
  return (
    <>
      <section class="talk" ref={talk} tabIndex={-1} aria-label={words.interviewer}>
        {turn.number === 1 && state.head.greeting && <Markdown class="greeting" text={state.head.greeting} />}
        <Tags question={turns[0]?.question ?? null} />
        <Conversation state={state} turns={turns} />
        <Aloud interview={session.id} turn={turn} />
        {(stage === "weighing" || stage === "choosing") && <p class="waiting">{words.reading}</p>}
      </section>
      <Notice session={session} />
      {stage === "paused" && <Paused session={session} />}
      {turn.phase !== "closed" && <AnswerBox key={turn.id} session={session} state={state} turn={turn} />}
    </>
  );
}

function Paused({ session }: { session: Session }) {
  const resume = useFocus<HTMLButtonElement>("paused");
  // Back to where one was: the button goes when it has done its work.
  useEffect(() => () => document.getElementById("answer")?.focus(), []);
  return (
    <div class="notice">
      <p>{words.paused}</p>
      <button ref={resume} type="button" class="button primary" onClick={() => void session.do({ type: "resume" })}>
        {words.resume}
      </button>
    </div>
  );
}

function Feedback({ session, state, turn }: Props & { turn: TurnView }) {
  const title = words.feedback(turn.number);
  const heading = useTitle(title);
  const busy = session.busy.value.has("next");
  const last = turn.number === state.head.number;
  return (
    <section>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <Notice session={session} />
      <h2 class="sr-only">{words.questionOf(turn.number, state.head.number)}</h2>
      <QuestionReview session={session} turns={family(state, turn)} />
      <div class="row end onward">
        <button
          type="button"
          class="button primary large"
          disabled={busy}
          onClick={() => void session.do({ type: "next" })}
        >
          {last ? words.toResult : words.nextQuestion}
        </button>
      </div>
    </section>
  );
}
