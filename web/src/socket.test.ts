import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CLOSE_LEAVING, CLOSE_TAKEN, CLOSE_UNKNOWN, type Inbound, type Outbound } from "./protocol.gen";
import { DEAD_AFTER, PING_EVERY, PROBE, Socket, type Frame, type Link, type Surroundings } from "./socket";
import { head } from "./testing";

/** The far end of one connection: what was sent to it, and a way to speak and to hang up. */
class Line {
  readyState: number = WebSocket.OPEN;
  sent: Inbound[] = [];
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send = (text: string) => void this.sent.push(JSON.parse(text) as Inbound);
  close = () => void (this.readyState = WebSocket.CLOSED);
  say = (frame: Outbound) => this.onmessage?.({ data: JSON.stringify(frame) });
  hangUp(code: number) {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
}

const greeting: Outbound = { type: "snapshot", version: 1, now: 0, head: head(), turns: [], streams: [] };
const ok = (cid: string): Outbound => ({ type: "ok", cid, version: 2 });
const piece = (text: string, first = false): Outbound => ({
  type: "delta",
  kind: "question",
  turn: 0,
  n: 0,
  first,
  text,
});

let lines: Line[];
let frames: Frame[];
let links: Link[];
let paint: (() => void)[];
let socket: Socket;
const last = () => lines.at(-1)!;
const cids = (line: Line) => line.sent.flatMap((frame) => ("cid" in frame ? [frame.cid] : []));

beforeEach(() => {
  vi.useFakeTimers();
  [lines, frames, links, paint] = [[], [], [], []];
  let n = 0;
  const around: Surroundings = {
    open: () => lines[lines.push(new Line()) - 1] as unknown as WebSocket,
    paint: (then) => void paint.push(then),
    random: () => 1,
    cid: () => `c${++n}`,
  };
  socket = new Socket("ws://here", { frame: (f) => void frames.push(f), link: (l) => void links.push(l) }, around);
});
afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

describe("commands", () => {
  test("one is kept until the first snapshot, then sent, then acknowledged", async () => {
    const reply = socket.send({ type: "start" });
    expect(last().sent).toEqual([]);
    last().say(greeting);
    last().say(ok("c1"));

    expect(last().sent).toEqual([{ type: "start", cid: "c1" }]);
    expect(await reply).toEqual(ok("c1"));
  });

  test("one that was not acknowledged is sent again after a reconnect, under the same cid", async () => {
    last().say(greeting);
    const lost = socket.send({ type: "answer", turn: 0, text: "x", sure: null });
    void socket.send({ type: "pause" });
    last().say(ok("c2"));
    last().hangUp(1006);
    vi.advanceTimersByTime(500);
    last().say(greeting);

    expect(lines.length).toBe(2);
    expect(cids(last())).toEqual(["c1"]);
    last().say(ok("c1"));
    expect((await lost).type).toBe("ok");
  });

  test("a refusal is a reply too; one without a cid is for everybody", async () => {
    last().say(greeting);
    const reply = socket.send({ type: "next" });
    last().say({ type: "refused", cid: "c1", code: "not-now", message: "Not now." });
    last().say({ type: "refused", cid: "", code: "bad", message: "No such frame." });

    expect((await reply).type).toBe("refused");
    expect(frames.map((f) => f.type)).toEqual(["snapshot", "refused"]);
  });

  test("drafts are not kept: the next snapshot settles them", () => {
    expect(socket.tell({ type: "draft", turn: 0, rev: 1, text: "x" })).toBe(false);
    last().say(greeting);
    expect(socket.tell({ type: "draft", turn: 0, rev: 1, text: "x" })).toBe(true);
  });
});

describe("reconnecting", () => {
  test("waits longer each time, up to a limit, and starts over once it was greeted", () => {
    const waits = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
    for (const wait of waits) {
      const before = lines.length;
      last().hangUp(1006);
      vi.advanceTimersByTime(wait - 1);
      expect(lines.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(lines.length).toBe(before + 1);
    }
    last().say(greeting);
    last().hangUp(CLOSE_LEAVING);
    vi.advanceTimersByTime(500);

    expect(lines.length).toBe(waits.length + 2);
    expect(links).toEqual(["lost", "open", "lost"]);
  });

  test.each([
    [CLOSE_TAKEN, "taken"],
    [CLOSE_UNKNOWN, "unknown"],
    [4599, "ended"],
  ] as const)("close code %i ends it: %s", (code, link) => {
    last().hangUp(code);
    vi.advanceTimersByTime(60_000);

    expect(lines.length).toBe(1);
    expect(links).toEqual([link]);
  });

  test("an interview that was taken can be taken back", () => {
    last().say(greeting);
    last().hangUp(CLOSE_TAKEN);
    socket.retry();
    last().say(greeting);

    expect(lines.length).toBe(2);
    expect(links).toEqual(["open", "taken", "connecting", "open"]);
  });

  test("a connection that says nothing at all is given up", () => {
    vi.advanceTimersByTime(10_500);

    expect(lines.length).toBe(2);
  });

  test("a closed socket stays closed", () => {
    last().say(greeting);
    socket.close();
    vi.advanceTimersByTime(60_000);

    expect(lines.length).toBe(1);
  });
});

describe("the heartbeat", () => {
  test("pings, and goes on as long as anything is heard", () => {
    last().say(greeting);
    for (let n = 0; n < 5; n++) {
      vi.advanceTimersByTime(PING_EVERY);
      last().say({ type: "pong", now: 1 });
    }

    expect(last().sent.length).toBe(5);
    expect(links).toEqual(["open"]);
  });

  test("gives up a line that is open but silent", () => {
    last().say(greeting);
    vi.advanceTimersByTime(DEAD_AFTER - 1);
    expect(links).toEqual(["open"]);
    vi.advanceTimersByTime(1);

    expect(links).toEqual(["open", "lost"]);
  });

  test("a probe finds out within seconds", () => {
    last().say(greeting);
    socket.probe();
    vi.advanceTimersByTime(PROBE);

    expect(last().sent).toEqual([{ type: "ping" }]);
    expect(links).toEqual(["open", "lost"]);
  });

  test("a probe that is answered changes nothing", () => {
    last().say(greeting);
    socket.probe();
    last().say({ type: "pong", now: 1 });
    vi.advanceTimersByTime(PROBE);

    expect(links).toEqual(["open"]);
  });

  test("what a line that was given up still says is not heard", () => {
    last().say(greeting);
    const dead = last();
    vi.advanceTimersByTime(DEAD_AFTER);
    dead.say(greeting);

    expect(frames.length).toBe(1);
  });
});

describe("deltas", () => {
  test("come joined, once per painted frame", () => {
    last().say(greeting);
    last().say(piece("What ", true));
    last().say(piece("is "));
    last().say(piece("it?"));
    expect(frames.length).toBe(1);
    paint.forEach((then) => then());

    expect(paint.length).toBe(1);
    expect(frames.at(-1)).toEqual(piece("What is it?", true));
  });

  test("are told before whatever came after them", () => {
    last().say(greeting);
    last().say(piece("What"));
    last().say({ type: "saved", turn: 0, rev: 1 });

    expect(frames.map((f) => f.type)).toEqual(["snapshot", "delta", "saved"]);
  });

  test("a first one drops what was gathered of the words before", () => {
    last().say(greeting);
    last().say(piece("Old"));
    last().say(piece("New", true));
    paint.forEach((then) => then());

    expect(frames.at(-1)).toEqual(piece("New", true));
  });
});
