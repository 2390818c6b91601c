/** The connection to one interview: it comes back by itself, and no command is lost or done twice on the way. */
import {
  CLOSE_TAKEN,
  CLOSE_UNKNOWN,
  PROTOCOL,
  type Command,
  type Delta,
  type Inbound,
  type Ok,
  type Outbound,
  type Refused,
} from "./protocol.gen";
import { streamKey } from "./store";

/**
 * connecting: for the first time; open: a snapshot has come; lost: it will be tried again; taken: another tab has the
 * interview; unknown: there is no such interview; ended: the server wants no more of this page.
 */
export type Link = "connecting" | "open" | "lost" | "taken" | "unknown" | "ended";

type Without<T> = T extends unknown ? Omit<T, "cid"> : never;
/** A command without its cid, which the socket gives it. */
export type Wish = Without<Command>;
export type Frame = Exclude<Outbound, Ok>;

export interface Listener {
  /** A frame that is no reply to a command; deltas come joined, once per animation frame. */
  frame(frame: Frame): void;
  link(link: Link): void;
}

/** What the socket needs of a browser. */
export interface Surroundings {
  open(url: string, protocol: string): WebSocket;
  /** Calls back before the next frame is painted. */
  paint(then: () => void): void;
  random(): number;
  cid(): string;
}

export const PING_EVERY = 20_000;
export const DEAD_AFTER = 45_000;
export const PROBE = 4_000;
const CONNECT_WITHIN = 10_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

const TIMERS = ["retry", "dead", "ping", "probe"] as const;
type Timer = (typeof TIMERS)[number];

interface Waiting {
  command: Command;
  settle(reply: Ok | Refused): void;
}

export class Socket {
  #socket: WebSocket | null = null;
  #ready = false;
  #closed = false;
  #failures = 0;
  #link: Link = "connecting";
  #waiting = new Map<string, Waiting>();
  #pieces = new Map<string, Delta>();
  #timers: Partial<Record<Timer, ReturnType<typeof setTimeout>>> = {};

  constructor(
    readonly url: string,
    readonly listener: Listener,
    readonly around: Surroundings = browser,
  ) {
    this.#connect();
  }

  /** Sends a command until the server has replied to it, through any number of connections. */
  send(wish: Wish): Promise<Ok | Refused> {
    const command = { ...wish, cid: this.around.cid() } as Command;
    return new Promise((settle) => {
      this.#waiting.set(command.cid, { command, settle });
      if (this.#ready) this.#write(command);
    });
  }

  /** Sends a frame that needs no reply; false where there is no connection now. */
  tell(frame: Exclude<Inbound, Command>): boolean {
    return this.#ready && this.#write(frame);
  }

  /** Asks whether the connection still lives; one that says nothing for some seconds is given up. */
  probe(): void {
    if (this.#link === "lost") return this.retry();
    if (!this.#socket || this.#timers.probe) return;
    this.#write({ type: "ping" });
    this.#set("probe", PROBE, () => this.#lose());
  }

  /** Connects now: at once instead of after a wait, or again after another tab took the interview. */
  retry(): void {
    if (this.#closed || this.#link === "open") return;
    this.#failures = 0;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #connect(): void {
    this.#drop();
    if (this.#link !== "connecting" && this.#link !== "lost") this.#tell("connecting");
    const socket = this.around.open(this.url, PROTOCOL);
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#heard(JSON.parse(data as string) as Outbound);
    socket.onclose = ({ code }) => this.#lose(code);
    // A connection that was never refused nor taken has to be given up as well.
    this.#set("dead", CONNECT_WITHIN, () => this.#lose());
  }

  #heard(frame: Outbound): void {
    this.#clear("probe");
    this.#set("dead", DEAD_AFTER, () => this.#lose());
    if (frame.type === "delta") return this.#gather(frame);
    this.#flush();
    if (frame.type === "ok") return this.#settle(frame);
    if (frame.type === "refused" && frame.cid) return this.#settle(frame);
    const first = frame.type === "snapshot" && !this.#ready;
    this.#ready ||= first;
    this.listener.frame(frame);
    if (first) this.#resume();
  }

  /** The first snapshot of a connection is here: what is not acknowledged goes out again, under its old cid. */
  #resume(): void {
    this.#failures = 0;
    this.#tell("open");
    this.#beat();
    for (const { command } of this.#waiting.values()) this.#write(command);
  }

  #beat(): void {
    this.#set("ping", PING_EVERY, () => {
      this.#write({ type: "ping" });
      this.#beat();
    });
  }

  #settle(reply: Ok | Refused): void {
    this.#waiting.get(reply.cid)?.settle(reply);
    this.#waiting.delete(reply.cid);
  }

  #lose(code = 0): void {
    this.#drop();
    if (code === CLOSE_TAKEN) return this.#tell("taken");
    if (code === CLOSE_UNKNOWN) return this.#tell("unknown");
    if (code >= 4500) return this.#tell("ended");
    this.#tell("lost");
    // Half of the wait is chance, so that a class of browsers doesn't come back to a restarted server all at once.
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    this.#set("retry", wait * (0.5 + this.around.random() / 2), () => this.#connect());
  }

  /** Forgets the connection. Its handlers go first: a dead line may report its end minutes later. */
  #drop(): void {
    this.#ready = false;
    for (const name of TIMERS) this.#clear(name);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #write(frame: Inbound): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Joins deltas until the next frame is painted: rendering each one costs seventy times as much. */
  #gather(delta: Delta): void {
    const key = streamKey(delta.kind, delta.turn, delta.n);
    const before = this.#pieces.get(key);
    if (this.#pieces.size === 0) this.around.paint(() => this.#flush());
    this.#pieces.set(key, before && !delta.first ? { ...before, text: before.text + delta.text } : delta);
  }

  #flush(): void {
    const pieces = [...this.#pieces.values()];
    this.#pieces.clear();
    if (!this.#closed) for (const piece of pieces) this.listener.frame(piece);
  }

  #tell(link: Link): void {
    if (this.#closed || this.#link === link) return;
    this.#link = link;
    this.listener.link(link);
  }

  #set(name: Timer, after: number, then: () => void): void {
    this.#clear(name);
    this.#timers[name] = setTimeout(() => {
      delete this.#timers[name];
      then();
    }, after);
  }

  #clear(name: Timer): void {
    clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}

/** The browser itself. */
const browser: Surroundings = {
  open: (url, protocol) => new WebSocket(url, protocol),
  // A hidden page paints no frames, and its streams must not pile up. Fifteen times a second is smooth for words.
  paint: (then) => void setTimeout(() => (document.hidden ? then() : requestAnimationFrame(then)), document.hidden ? 250 : 50),
  random: Math.random,
  // Not crypto.randomUUID: plain http in a local network has none.
  cid: () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join(""),
};

/** Where an interview's socket is. */
export function socketUrl(id: string, at: Location = location): string {
  return `${at.protocol === "https:" ? "wss" : "ws"}://${at.host}/api/interviews/${encodeURIComponent(id)}/socket`;
}
