/** One interview as this page lives it: the socket's frames become signals, and what the candidate does, commands. */
import { batch, signal, type Signal } from "@preact/signals";
import { announce, linkNews, news } from "./announce";
import { Clock } from "./clock";
import { clip, overflow } from "./draft";
import { Drafts, forgetDrafts } from "./drafts";
import { Socket, socketUrl, type Frame, type Link, type Wish } from "./socket";
import { words } from "./strings";
import { apply, currentTurn, type Interview } from "./store";

export class Session {
  readonly room: Signal<Interview | null> = signal(null);
  readonly link: Signal<Link> = signal("connecting");
  /** What the server last refused, in its words; "" when there is nothing to say. */
  readonly notice = signal("");
  /** The commands that wait for their reply, by type. */
  readonly busy: Signal<ReadonlySet<string>> = signal(new Set());
  /** How sure of the answer to a turn the candidate says to be, 0 to 1. */
  readonly sure: Signal<{ turn: number; is: number } | null> = signal(null);
  /** The turn whose time is up in an exam: what was written until then is on its way. */
  readonly up: Signal<number | null> = signal(null);
  readonly clock = new Clock();
  readonly drafts: Drafts;
  readonly #socket: Socket;
  #due: ReturnType<typeof setTimeout> | undefined;
  #asked = false;
  readonly #off: () => void;

  constructor(readonly id: string) {
    this.drafts = new Drafts(
      id,
      (frame) => void this.#socket.tell(frame),
      () => this.clock.now(),
    );
    this.#socket = new Socket(socketUrl(id), {
      frame: (frame) => batch(() => this.#frame(frame)),
      link: (link) => this.#linked(link),
    });
    this.#off = this.#watch();
  }

  close(): void {
    this.drafts.flush();
    this.#off();
    this.#socket.close();
    clearTimeout(this.#due);
  }

  /** Notes how sure of an answer the candidate says to be; null takes it back. */
  saySure(turn: number, is: number | null): void {
    this.sure.value = is === null ? null : { turn, is };
    this.drafts.keepSure(turn, is);
  }

  /** Connects now, also where another tab has the interview. */
  retry(): void {
    this.#socket.retry();
  }

  /** Does a command; true once the server has taken it. What it refuses is shown, in its words or in `instead`. */
  async do(wish: Wish, instead?: string): Promise<boolean> {
    const { type } = wish;
    if (this.busy.value.has(type)) return false;
    this.notice.value = "";
    this.busy.value = new Set([...this.busy.value, type]);
    // What is in the box goes first: the server may need it, as at the end of an interview.
    this.drafts.flush();
    const reply = await this.#socket.send(wish);
    batch(() => {
      this.busy.value = new Set([...this.busy.value].filter((other) => other !== type));
      if (reply.type === "refused") this.#complain(instead ?? reply.message);
    });
    return reply.type === "ok";
  }

  /** Sends what is in the box as the answer. A text that is too long stays there, unless time is up. */
  async answer(turn: number, timeIsUp = false): Promise<void> {
    const { text } = this.drafts.of(turn).value;
    if (!text.trim() || (overflow(text) && !timeIsUp)) return;
    const sure = this.sure.value?.turn === turn ? this.sure.value.is : null;
    const wish = { type: "answer", turn, text: clip(text), sure } as const;
    const sent = await this.do(wish, timeIsUp ? words.tooLate : undefined);
    if (sent) this.drafts.forget(turn);
  }

  #frame(frame: Frame): void {
    switch (frame.type) {
      case "snapshot":
      case "changed":
      case "delta":
        return this.#apply(frame);
      case "saved":
        return this.drafts.saved(frame.turn, frame.rev);
      case "pong":
        this.clock.learn(frame.now);
        return this.#armDue();
      case "refused":
        return this.#complain(frame.message);
    }
  }

  #apply(frame: Extract<Frame, { type: "snapshot" | "changed" | "delta" }>): void {
    const before = this.room.value;
    const after = apply(before, frame);
    if (after === "gap") {
      if (!this.#asked) this.#asked = this.#socket.tell({ type: "sync" });
      return;
    }
    this.room.value = after;
    if (frame.type === "delta") return;
    this.clock.learn(frame.now, frame.type === "snapshot" && this.link.value !== "open");
    if (frame.type === "snapshot") {
      this.#asked = false;
      this.drafts.settle(after.turns);
      const turn = currentTurn(after);
      const is = turn ? this.drafts.keptSure(turn.id) : null;
      if (turn && is !== null) this.sure.value = { turn: turn.id, is };
    }
    for (const line of news(before, after)) announce(line);
    this.#armDue();
  }

  /** In an exam the page sends the answer itself when time is up; the server waits for it a little. */
  #armDue(): void {
    clearTimeout(this.#due);
    const state = this.room.value;
    const turn = state ? currentTurn(state) : undefined;
    if (state?.head.mode !== "exam" || turn?.phase !== "open" || turn.due === null) return;
    const left = turn.due - this.clock.now();
    if (left > 0 && this.up.value === turn.id) this.up.value = null;
    this.#due = setTimeout(() => this.#timeIsUp(turn.id), Math.max(0, left));
  }

  #timeIsUp(turn: number): void {
    this.up.value = turn;
    void this.answer(turn, true);
  }

  #linked(link: Link): void {
    const line = linkNews(this.link.value, link);
    this.link.value = link;
    if (link === "open") this.#asked = false;
    // Deleted, perhaps in another tab.
    if (link === "unknown") forgetDrafts(this.id);
    if (line) announce(line);
  }

  #complain(message: string): void {
    this.notice.value = message;
    announce(message);
  }

  /**
   * An open socket stays "open" when the network drops, and a server on this very machine is still there when it does:
   * so "offline" and "online" are taken as a reason to ask, not as the answer.
   */
  #watch(): () => void {
    const ask = () => this.#socket.probe();
    const seen = () => (document.hidden ? this.drafts.flush() : ask());
    const leave = () => this.drafts.flush();
    const events: [EventTarget, string, () => void][] = [
      [window, "online", ask],
      [window, "offline", ask],
      [window, "pagehide", leave],
      [document, "visibilitychange", seen],
    ];
    for (const [target, name, listener] of events) target.addEventListener(name, listener);
    return () => events.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
  }
}
