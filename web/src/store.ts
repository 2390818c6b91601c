/** What the page knows of one interview, and how each frame changes it: pure. */
import type { Changed, Delta, HeadView, Snapshot, TurnView } from "./protocol.gen";

export type Stage = HeadView["stage"];
export type StreamKind = Delta["kind"];

export interface Interview {
  readonly version: number;
  /** The server's time at which this was so, in milliseconds. */
  readonly now: number;
  readonly head: HeadView;
  /** In the order of their ids: the questions that were put, and the follow-ups. */
  readonly turns: readonly TurnView[];
  /** Words under way, by `streamKey`. */
  readonly streams: Readonly<Record<string, string>>;
}

export const streamKey = (kind: StreamKind, turn = -1, n = 0): string => `${kind}:${turn}:${n}`;

/** The next state; "gap" when frames are missing in between, and a snapshot has to be asked for. */
export function apply(state: Interview | null, frame: Snapshot | Changed | Delta): Interview | "gap" {
  if (frame.type === "snapshot") return whole(frame);
  if (!state) return "gap";
  if (frame.type === "delta") return { ...state, streams: longer(state.streams, frame) };
  if (frame.version !== state.version + 1) return "gap";
  const { version, now, head } = frame;
  const changed = new Map(frame.turns.map((turn) => [turn.id, turn]));
  const kept = state.turns.filter((turn) => !changed.has(turn.id));
  const turns = [...kept, ...changed.values()].sort((a, b) => a.id - b.id);
  return { version, now, head, turns, streams: underWay(state.streams, head, turns) };
}

function whole({ version, now, head, turns, streams }: Snapshot): Interview {
  const texts = Object.fromEntries(streams.map((s) => [streamKey(s.kind, s.turn, s.n), s.text]));
  return { version, now, head, turns: [...turns].sort((a, b) => a.id - b.id), streams: texts };
}

function longer(streams: Interview["streams"], { kind, turn, n, first, text }: Delta): Interview["streams"] {
  const key = streamKey(kind, turn, n);
  return { ...streams, [key]: first ? text : (streams[key] ?? "") + text };
}

/** The streams without those whose whole text has come. */
function underWay(streams: Interview["streams"], head: HeadView, turns: readonly TurnView[]): Interview["streams"] {
  const done = new Set<string>();
  if (head.greeting) done.add(streamKey("greeting"));
  if (head.closing) done.add(streamKey("closing"));
  for (const turn of turns) {
    if (turn.phase !== "asking") done.add(streamKey("question", turn.id));
    turn.asides.forEach((aside, n) => aside.reply !== null && done.add(streamKey("aside", turn.id, n)));
  }
  return Object.fromEntries(Object.entries(streams).filter(([key]) => !done.has(key)));
}

/** The turn that is on now. */
export function currentTurn(state: Interview): TurnView | undefined {
  return state.head.current === null ? undefined : state.turns.find((turn) => turn.id === state.head.current);
}

/** The questions that were put, without follow-ups. */
export const questions = (state: Interview): TurnView[] => state.turns.filter((turn) => turn.parent === null);

/** A question and its follow-ups, in the order they were asked. */
export function family(state: Interview, turn: TurnView): TurnView[] {
  const root = turn.parent ?? turn.id;
  return state.turns.filter((other) => other.id === root || other.parent === root);
}

/** Whether there is an answer with something in it. */
export const answered = (turn: TurnView): boolean => !!turn.answer?.trim();

/** What a grade's evidence points into: the first answer, then those to the follow-ups that were answered. */
export function parts(turns: readonly TurnView[]): TurnView[] {
  return turns.filter((turn, n) => n === 0 || answered(turn));
}

/** Whether the candidate was given this question and did something about it. */
export function reached(turn: TurnView): boolean {
  return turn.how === "answered" || turn.how === "skipped" || turn.how === "expired" || answered(turn);
}
