/** The drafts of one interview: kept in this browser at each key, and sent to the server when typing rests. */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { adopt, clean, edit, EMPTY, overflow, wait, type Draft, type Kept } from "./draft";
import type { Draft as DraftFrame, TurnView } from "./protocol.gen";

/** What localStorage offers, which a browser may also refuse. */
export type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "viva:draft:";

export class Drafts {
  #drafts = new Map<number, Signal<Draft>>();
  #unsent = new Map<number, { since: number; timer: ReturnType<typeof setTimeout> }>();

  constructor(
    readonly interview: string,
    readonly tell: (frame: DraftFrame) => void,
    readonly now: () => number,
    readonly keep: Keep | null = storage(),
  ) {}

  of(turn: number): ReadonlySignal<Draft> {
    return this.#of(turn);
  }

  #of(turn: number): Signal<Draft> {
    let draft = this.#drafts.get(turn);
    if (!draft) this.#drafts.set(turn, (draft = signal(EMPTY)));
    return draft;
  }

  write(turn: number, text: string): void {
    const draft = this.#of(turn);
    draft.value = edit(draft.value, clean(text), this.now());
    this.#put(turn, draft.value);
    const now = Date.now();
    const since = this.#unsent.get(turn)?.since ?? now;
    clearTimeout(this.#unsent.get(turn)?.timer);
    this.#unsent.set(turn, { since, timer: setTimeout(() => this.#send(turn), wait(since, now, now)) });
  }

  /** Sends at once what waits for typing to rest, as when the page is about to be hidden. */
  flush(): void {
    for (const turn of this.#unsent.keys()) this.#send(turn);
  }

  saved(turn: number, rev: number): void {
    const draft = this.#of(turn);
    if (rev > draft.value.saved) draft.value = { ...draft.value, saved: rev };
  }

  /** A snapshot has come: settle what is in each box, send what the server lacks, forget what is closed. */
  settle(turns: readonly TurnView[]): void {
    for (const turn of turns) {
      if (turn.phase === "closed") {
        this.forget(turn.id);
        continue;
      }
      const draft = this.#of(turn.id);
      draft.value = adopt(draft.value.rev ? draft.value : null, this.#kept(turn.id), turn.draft);
      if (draft.value.rev > draft.value.saved) this.#send(turn.id);
    }
  }

  /** The answer is with the server: the copy in this browser has done its work. */
  forget(turn: number): void {
    this.#cancel(turn);
    attempt(() => this.keep?.removeItem(this.#key(turn)));
    this.keepSure(turn, null);
  }

  /** Keeps in this browser how sure of the answer to a turn the candidate says to be, 0 to 1. */
  keepSure(turn: number, is: number | null): void {
    const key = `${this.#key(turn)}:sure`;
    attempt(() => (is === null ? this.keep?.removeItem(key) : this.keep?.setItem(key, String(is))));
  }

  keptSure(turn: number): number | null {
    const is = Number(attempt(() => this.keep?.getItem(`${this.#key(turn)}:sure`)) || NaN);
    return is >= 0 && is <= 1 ? is : null;
  }

  #send(turn: number): void {
    this.#cancel(turn);
    const { rev, text } = this.#of(turn).value;
    // Without a connection nothing is lost: the next snapshot sends whatever the server lacks.
    if (!overflow(text)) this.tell({ type: "draft", turn, rev, text });
  }

  #cancel(turn: number): void {
    clearTimeout(this.#unsent.get(turn)?.timer);
    this.#unsent.delete(turn);
  }

  #key(turn: number): string {
    return `${PREFIX}${this.interview}:${turn}`;
  }

  #put(turn: number, { rev, text }: Draft): void {
    attempt(() => this.keep?.setItem(this.#key(turn), JSON.stringify({ rev, text })));
  }

  #kept(turn: number): Kept | null {
    return attempt(() => JSON.parse(this.keep?.getItem(this.#key(turn)) ?? "null") as Kept | null) ?? null;
  }
}

/** What this browser keeps of an interview that is no more is no more, either. */
export function forgetDrafts(interview: string, keep: Storage | null = attempt(() => localStorage) ?? null): void {
  attempt(() => {
    const keys = Array.from({ length: keep?.length ?? 0 }, (_, n) => keep!.key(n) ?? "");
    for (const key of keys) if (key.startsWith(`${PREFIX}${interview}:`)) keep!.removeItem(key);
  });
}

/** Storage may be full or forbidden; the draft is in memory and soon on the server all the same. */
function attempt<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

const storage = (): Keep | null => attempt(() => localStorage) ?? null;
