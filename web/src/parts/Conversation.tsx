/** A question and its follow-ups as they were said, with the candidate's answers between them. */
import type { AsideView, TurnView } from "../protocol.gen";
import { isBasic } from "../grades";
import { answered, streamKey, type Interview } from "../store";
import { words } from "../strings";
import { useFocus, useInSight } from "./focus";
import { Markdown } from "./Markdown";

export function Conversation({ state, turns }: { state: Interview; turns: readonly TurnView[] }) {
  return (
    // Not live: a screen reader is told each whole question by the announcer, not every piece of one.
    <div role="log" aria-live="off" class="log">
      {turns.map((turn) => (
        <Exchange key={turn.id} state={state} turn={turn} />
      ))}
    </div>
  );
}

function Exchange({ state, turn }: { state: Interview; turn: TurnView }) {
  const asking = turn.phase === "asking";
  const added = useInSight<HTMLDivElement>(turn.hints.length + turn.asides.length, ".hint, .aside");
  const text = turn.text || state.streams[streamKey("question", turn.id)] || "";
  return (
    <div class="exchange" ref={added}>
      {turn.parent !== null && <FollowUp turn={turn} />}
      {text ? <Markdown class="spoken" text={text} streaming={asking} /> : <p class="waiting">{words.thinking}</p>}
      {turn.by && !isBasic(turn.by) && <p class="by">{words.askedBy(turn.by)}</p>}
      {turn.note && <p class="notice small">{turn.note}</p>}
      <Added turn={turn} streams={state.streams} />
      {answered(turn) && (
        <div class="said">
          <p class="speaker">{words.you}</p>
          <Markdown text={turn.answer ?? ""} />
        </div>
      )}
    </div>
  );
}

/** What the interviewer added to a question: hints, and replies to what was asked back. */
export function Added({ turn, streams = {} }: { turn: TurnView; streams?: Interview["streams"] }) {
  return (
    <>
      {turn.hints.map((hint) => (
        <div class="hint" key={hint}>
          <p class="speaker">{words.hint}</p>
          <Markdown text={hint} />
        </div>
      ))}
      {turn.asides.map((aside, n) => (
        <Aside key={n} aside={aside} stream={streams[streamKey("aside", turn.id, n)]} />
      ))}
    </>
  );
}

function FollowUp({ turn }: { turn: TurnView }) {
  const heading = useFocus(turn.id, turn.phase !== "closed");
  return (
    <h2 ref={heading} tabIndex={-1} class="kicker">
      {words.followUp}
    </h2>
  );
}

function Aside({ aside, stream }: { aside: AsideView; stream: string | undefined }) {
  const reply = aside.reply ?? stream;
  return (
    <div class="aside">
      <p class="speaker">{words.youAsked}</p>
      <p class="plain">{aside.asked}</p>
      <p class="speaker">{words.interviewer}</p>
      {reply ? <Markdown text={reply} streaming={aside.reply === null} /> : <p class="waiting">{words.thinking}</p>}
      {aside.note && <p class="notice small">{aside.note}</p>}
    </div>
  );
}
