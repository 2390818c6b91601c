/** Recording by microphone, and what becomes of it. */
import type { Recognition } from "./voice";
import { recognition, recordingMedia } from "./voice";

/** Something that listens until it is stopped, and then gives what it has. */
export interface Listener {
  stop(): void;
  cancel(): void;
}

interface Told {
  /** A whole recording, to be made into text elsewhere. */
  recorded(recording: Blob): void;
  /** Text, where this browser has made it itself. */
  heard(text: string): void;
  failed(error: unknown): void;
}

/** Records until it is stopped. Rejects if there is no microphone to be had. */
export async function record(told: Pick<Told, "recorded" | "failed">): Promise<Listener> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const media = recordingMedia();
  const recorder = new MediaRecorder(stream, media ? { mimeType: media } : {});
  const pieces: Blob[] = [];
  let wanted = true;
  recorder.ondataavailable = ({ data }) => void pieces.push(data);
  recorder.onerror = (event) => told.failed(event);
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    if (wanted) told.recorded(new Blob(pieces, { type: recorder.mimeType || media }));
  };
  recorder.start(1000);
  const end = (keep: boolean) => {
    wanted = keep;
    if (recorder.state !== "inactive") recorder.stop();
  };
  return { stop: () => end(true), cancel: () => end(false) };
}

/** Has the browser itself listen, which may send the sound to its maker: only where that was agreed to. */
export function recognize(told: Pick<Told, "heard" | "failed">): Listener {
  const Engine = recognition();
  if (!Engine) throw new Error("this browser recognizes no speech");
  const engine: Recognition = new Engine();
  engine.lang = "en-US";
  engine.continuous = true;
  engine.interimResults = false;
  let text = "";
  let wanted = true;
  engine.onresult = ({ results }) => {
    text = Array.from(results, (result) => (result.isFinal ? (result[0]?.transcript ?? "") : "")).join(" ");
  };
  engine.onerror = ({ error }) => {
    if (!wanted || error === "no-speech" || error === "aborted") return;
    wanted = false;
    told.failed({ name: error === "not-allowed" || error === "service-not-allowed" ? "NotAllowedError" : error });
  };
  engine.onend = () => void (wanted && told.heard(text.replace(/\s+/g, " ").trim()));
  engine.start();
  return {
    stop: () => engine.stop(),
    cancel: () => {
      wanted = false;
      engine.abort();
    },
  };
}
