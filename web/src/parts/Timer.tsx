/** The countdown: calm, hidden on request, and read out only at its marks. */
import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../announce";
import { countdown, crossed, overtime } from "../clock";
import type { TurnView } from "../protocol.gen";
import type { Session } from "../session";
import type { Interview } from "../store";
import { words } from "../strings";
import { Icon } from "./Icon";

interface Props {
  session: Session;
  state: Interview;
  turn: TurnView;
}

const TICK = 250;
const hidden = signal(remembered());

export function Timer({ session, state, turn }: Props) {
  const now = useServerTime(session, turn.phase === "open");
  const left = secondsLeft(turn, now);
  useMarks(turn, left);
  return (
    <div class="timer" data-late={left !== null && left <= 0 ? "" : undefined}>
      <Icon name="clock" />
      <div class="times">
        <span role="timer" aria-live="off" aria-label={words.timeLeft}>
          <Face state={state} turn={turn} left={left} />
        </span>
        <Whole state={state} turn={turn} now={now} />
      </div>
      {left !== null && (
        <button type="button" class="button small quiet" onClick={flip}>
          {hidden.value ? words.showTime : words.hideTime}
        </button>
      )}
    </div>
  );
}

function Face({ state, turn, left }: Omit<Props, "session"> & { left: number | null }) {
  if (turn.phase === "paused") return <Stopped left={left} />;
  if (left === null) return <span class="face">{words.untimed}</span>;
  // Who hides the clock still learns that the end is near, without the numbers.
  if (hidden.value) return <span class="face">{left > 60 ? "" : left > 0 ? words.lastMinute : words.timeUp}</span>;
  if (left > 0) return <span class="face">{countdown(left)}</span>;
  if (state.head.mode === "exam") return <span class="face">{words.timeUp}</span>;
  return (
    <span class="face">
      +{overtime(-left)} <span class="face-word">{words.timeOver}</span>
    </span>
  );
}

function Stopped({ left }: { left: number | null }) {
  return (
    <span class="face">
      {left !== null && !hidden.value && countdown(left)} <span class="face-word">{words.stopped}</span>
    </span>
  );
}

/** What is left of the whole interview, where that is bounded. In minutes: it is there to plan by. */
function Whole({ state, turn, now }: Omit<Props, "session"> & { now: number }) {
  if (state.head.left === null || hidden.value) return null;
  const since = turn.phase === "open" ? (now - state.now) / 1000 : 0;
  const left = state.head.left - Math.max(0, since);
  // Past its end a bound says nothing more: in study mode nothing closes.
  return left > 0 ? <span class="whole">{words.wholeLeft(left)}</span> : null;
}

/** Seconds until the turn's time is up (negative: since), null where it never is. */
function secondsLeft(turn: TurnView, now: number): number | null {
  if (turn.phase === "open") return turn.due === null ? null : (turn.due - now) / 1000;
  return turn.seconds === null ? null : turn.seconds + turn.credit - turn.used;
}

function useServerTime(session: Session, runs: boolean): number {
  const now = useSignal(session.clock.now());
  useEffect(() => {
    const look = () => (now.value = session.clock.now());
    look();
    if (!runs) return;
    const timer = setInterval(look, TICK);
    return () => clearInterval(timer);
  }, [session, runs]);
  return now.value;
}

function useMarks(turn: TurnView, left: number | null): void {
  const before = useRef(left);
  useEffect(() => {
    const mark = turn.phase === "open" && left !== null && before.current !== null;
    const at = mark ? crossed(turn.seconds === null ? null : turn.seconds + turn.credit, before.current!, left) : null;
    before.current = left;
    if (at) announce(words.marks[at]);
  }, [turn, left]);
}

const KEY = "viva:hide-time";

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

function flip(): void {
  hidden.value = !hidden.value;
  try {
    localStorage.setItem(KEY, hidden.value ? "yes" : "no");
  } catch {
    // A browser that keeps nothing hides the time until the page is loaded again.
  }
}
