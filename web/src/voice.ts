/** Sound in this browser: what it can do, what was chosen, and who has the word. */
import { signal } from "@preact/signals";

/** Whether a recording is under way: nothing is read aloud over it. */
export const listening = signal(false);

/** Whether questions are read aloud, and whether this browser's own recognition may be used: both only if switched on. */
export const readAloud = signal(remembered("viva:read-aloud"));
export const ownRecognition = signal(remembered("viva:own-recognition"));

export function remember(name: "read-aloud" | "own-recognition", on: boolean): void {
  (name === "read-aloud" ? readAloud : ownRecognition).value = on;
  try {
    localStorage.setItem(`viva:${name}`, on ? "yes" : "no");
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function remembered(key: string): boolean {
  try {
    return localStorage.getItem(key) === "yes";
  } catch {
    return false;
  }
}

/** What of the browser's recognition is used here. */
export interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: RecognitionEvent) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

export interface RecognitionEvent {
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

/** The browser's own recognition, where it has one. */
export function recognition(): (new () => Recognition) | null {
  const scope = globalThis as { SpeechRecognition?: new () => Recognition; webkitSpeechRecognition?: new () => Recognition };
  return scope.SpeechRecognition ?? scope.webkitSpeechRecognition ?? null;
}

export const canRecord = (): boolean => typeof MediaRecorder === "function" && !!navigator.mediaDevices?.getUserMedia;

const MEDIA = ["audio/webm", "audio/mp4", "audio/ogg"];

/** The first kind of recording that this browser makes and the server takes; "" for what it likes best. */
export const recordingMedia = (can = (media: string) => MediaRecorder.isTypeSupported(media)): string =>
  MEDIA.find(can) ?? "";

export type MicrophoneFault = "refused" | "missing" | "busy" | "insecure" | "failed";

/** Why there is no sound to record, by what the browser threw. */
export function microphoneFault(error: unknown): MicrophoneFault {
  const { name } = error as { name?: string };
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "failed";
}

/** The text with what was said put in between `start` and `end`, set off by spaces, and where the caret is then. */
export function insert(text: string, start: number, end: number, said: string): { text: string; caret: number } {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const left = before && !/\s$/.test(before) ? " " : "";
  const right = after && !/^[\s.,;:!?)]/.test(after) ? " " : "";
  return { text: before + left + said + right + after, caret: start + left.length + said.length };
}

/** The median of some times, in whole milliseconds. */
export function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
