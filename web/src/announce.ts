/** What a screen reader is told: whole questions and the few marks that matter, never a stream as it comes. */
import { signal } from "@preact/signals";
import { stands } from "./grades";
import type { Link } from "./socket";
import type { Interview } from "./store";
import { words } from "./strings";
import type { TurnView } from "./protocol.gen";

/** The lines in the polite region; each stays long enough to be read. */
export const lines = signal<readonly { id: number; text: string }[]>([]);
const STAY = 10_000;
let last = 0;

export function announce(text: string): void {
  const line = { id: ++last, text };
  lines.value = [...lines.value, line];
  setTimeout(() => (lines.value = lines.value.filter((other) => other !== line)), STAY);
}

/** What is new between two states of an interview; nothing for the first, which is read as a page. */
export function news(before: Interview | null, after: Interview): string[] {
  if (!before) return [];
  const said = after.turns.flatMap((turn) =>
    turnNews(
      before.turns.find((t) => t.id === turn.id),
      turn,
      after,
    ),
  );
  const stage = before.head.stage === after.head.stage ? undefined : stageNews(after);
  return stage ? [...said, stage] : said;
}

function turnNews(before: TurnView | undefined, turn: TurnView, state: Interview): string[] {
  const said: string[] = [];
  if (turn.phase === "open" && before?.phase !== "open" && before?.phase !== "paused") {
    const what = turn.parent === null ? words.questionOf(turn.number, state.head.number) : words.followUp;
    said.push(`${what}. ${plain(turn.text)}`);
  }
  turn.asides.forEach((aside, n) => {
    if (aside.reply && !before?.asides[n]?.reply) said.push(`${words.interviewer}: ${plain(aside.reply)}`);
  });
  for (const hint of turn.hints.slice(before?.hints.length ?? 0)) said.push(`${words.hint}: ${plain(hint)}`);
  const mark = turn.review?.all ?? turn.review?.first;
  const old = before?.review?.all ?? before?.review?.first;
  if (mark?.grade && old?.status === "pending" && mark.status === "graded") {
    said.push(words.gradedNow(turn.number, mark.grade.score));
  }
  const [now, then] = [stands(mark ?? null), stands(old ?? null)];
  if (now && then && JSON.stringify(mark?.decisions) !== JSON.stringify(old?.decisions)) {
    said.push(words.decidedNow(turn.number, now.score));
  }
  return said;
}

function stageNews({ head }: Interview): string | undefined {
  const byStage: Partial<Record<typeof head.stage, string>> = {
    paused: words.paused,
    weighing: words.reading,
    feedback: words.feedbackReady,
    over: words.overNow,
  };
  return byStage[head.stage];
}

/** What to say when the connection goes or comes back. */
export function linkNews(before: Link, after: Link): string | undefined {
  if (after === "lost" && before === "open") return words.offline;
  if (after === "open" && before === "lost") return words.onlineAgain;
  if (after === "taken") return words.takenTitle;
  return undefined;
}

/** Markdown as one would read it out: without the signs that only the eye needs. */
export function plain(markdown: string): string {
  return markdown
    .replace(/```[^\n]*\n([\s\S]*?)(```|$)/g, "$1")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|__|`|^#{1,6} |^> ?)/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}
