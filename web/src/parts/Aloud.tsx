/** The interviewer's voice: reads each question aloud, if that is switched on. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type ApiFault, getSpeech, getSpoken } from "../api";
import type { TurnView } from "../protocol.gen";
import { setup } from "../setup";
import { words } from "../strings";
import { listening, readAloud, remember } from "../voice";
import { Icon } from "./Icon";
import "../styles/voice.css";

/** What is being said; `stop` ends it. */
interface Saying {
  stop(): void;
}

export function Aloud({ interview, turn }: { interview: string; turn: TurnView }) {
  const saying = useSignal(false);
  const fault = useSignal("");
  const now = useRef<Saying | null>(null);
  const read = useRef<number | null>(null);
  const model = setup.value?.speaker ?? null;
  const able = model !== null || "speechSynthesis" in globalThis;

  const stop = () => {
    now.current?.stop();
    now.current = null;
    saying.value = false;
  };
  const say = async () => {
    stop();
    fault.value = "";
    saying.value = true;
    const mine: Saying = { stop: () => undefined };
    now.current = mine;
    const done = () => void (now.current === mine && stop());
    try {
      const start = model ? await sound(interview, turn.id, done) : await voice(interview, turn.id, done);
      // Stopped while it was fetched: then it never begins.
      if (now.current === mine) mine.stop = start();
    } catch (error) {
      done();
      fault.value = words.notRead((error as ApiFault).message);
    }
  };
  useEffect(() => {
    if (!readAloud.value || turn.phase !== "open" || read.current === turn.id || listening.value) return;
    read.current = turn.id;
    void say();
  }, [turn.id, turn.phase, readAloud.value]);
  useEffect(() => {
    if (listening.value) stop();
  }, [listening.value]);
  useEffect(() => stop, []);

  if (!able) return null;
  return (
    <div class="aloud">
      <button
        type="button"
        class="button small quiet"
        aria-pressed={readAloud.value}
        onClick={() => {
          if (readAloud.value) stop();
          // Switched on, it begins with what is being asked.
          read.current = null;
          remember("read-aloud", !readAloud.value);
        }}
      >
        <Icon name="sound" />
        {words.readAloud}
      </button>
      {saying.value ? (
        <button type="button" class="button small quiet" onClick={stop}>
          {words.stopReading}
        </button>
      ) : (
        readAloud.value &&
        turn.phase === "open" && (
          <button type="button" class="button small quiet" disabled={listening.value} onClick={() => void say()}>
            {words.readAgain}
          </button>
        )
      )}
      {fault.value && <p class="help">{fault.value}</p>}
    </div>
  );
}

type Start = () => () => void;

/** The model's voice. */
async function sound(interview: string, turn: number, done: () => void): Promise<Start> {
  const url = URL.createObjectURL(await getSpeech(interview, turn));
  const audio = new Audio(url);
  audio.onended = audio.onerror = done;
  return () => {
    audio.play().catch(done);
    return () => {
      audio.pause();
      URL.revokeObjectURL(url);
    };
  };
}

/** One of this browser's own voices. */
async function voice(interview: string, turn: number, done: () => void): Promise<Start> {
  const said = new SpeechSynthesisUtterance((await getSpoken(interview, turn)).text);
  said.lang = "en-US";
  // One of this machine, where there is one: others are the maker's, and elsewhere.
  said.voice = speechSynthesis.getVoices?.().find((one) => one.localService && one.lang.startsWith("en")) ?? null;
  said.onend = said.onerror = done;
  return () => {
    speechSynthesis.speak(said);
    return () => speechSynthesis.cancel();
  };
}
