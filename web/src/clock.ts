/** The server's time as this page best knows it, and what a countdown says: the browser's own clock never decides. */

export class Clock {
  #offset = 0;

  /** `local` has to go on evenly, whatever is done to the machine's clock. */
  constructor(readonly local: () => number = () => performance.now()) {}

  /** Learn from a frame that was sent at `now`. A frame that was held up says too little, so the most is believed. */
  learn(now: number, fresh = false): void {
    const offset = now - this.local();
    this.#offset = fresh ? offset : Math.max(this.#offset, offset);
  }

  now(): number {
    return this.local() + this.#offset;
  }
}

export type Mark = "half" | "minute" | "seconds" | "up";

/** The last time mark between two looks at the clock (seconds left); `total` is the whole time, null if unknown. */
export function crossed(total: number | null, before: number, left: number): Mark | null {
  const marks: [Mark, number][] = [
    ["up", 0],
    ["seconds", 30],
    ["minute", 60],
  ];
  // Half of two minutes is the minute's mark, and half of less is better not said.
  if (total !== null && total / 2 > 60) marks.push(["half", total / 2]);
  return marks.find(([, at]) => before > at && left <= at)?.[0] ?? null;
}

/** 0:07, 12:00, 1:02:03. A second that has begun counts whole, so that 0:00 is the end. */
export function countdown(seconds: number): string {
  return clockFace(Math.max(0, Math.ceil(seconds)));
}

/** How far past its time a question is. */
export function overtime(seconds: number): string {
  return clockFace(Math.max(0, Math.floor(seconds)));
}

function clockFace(whole: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
