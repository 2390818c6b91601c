/** The interviewer's voice: reads each question aloud, and hints and replies as they come, if that is switched on. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type ApiFault, getSpeech, getSpoken, type Utterance } from "../api";
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
  const heard = useRef<Utterance | null>(null);
  const known = useRef(new Set<string>());
  const model = setup.value?.speaker ?? null;
  const able = model !== null || "speechSynthesis" in globalThis;

  const stop = () => {
    now.current?.stop();
    now.current = null;
    saying.value = false;
  };
  const say = async (what: Utterance) => {
    stop();
    heard.current = what;
    fault.value = "";
    saying.value = true;
    const mine: Saying = { stop: () => undefined };
    now.current = mine;
    const done = () => void (now.current === mine && stop());
    try {
      const start = model ? await sound(interview, what, done) : await voice(interview, what, done);
      // Stopped while it was fetched: then it never begins.
      if (now.current === mine) mine.stop = start();
    } catch (error) {
      done();
      fault.value = words.notRead((error as ApiFault).message);
    }
  };
  const said = utterances(turn);
  const read = (again: boolean) => {
    const fresh = said.filter((one) => !known.current.has(keyOf(one)));
    for (const one of said) known.current.add(keyOf(one));
    const what = heard.current?.turn !== turn.id ? said[0] : again ? heard.current : fresh.at(-1);
    if (what) void say(what);
  };
  useEffect(() => {
    if (readAloud.value && turn.phase === "open" && !listening.value) read(false);
  }, [turn.id, turn.phase, said.length, readAloud.value]);
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
          heard.current = null;
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
          <button type="button" class="button small quiet" disabled={listening.value} onClick={() => read(true)}>
            {words.readAgain}
          </button>
        )
      )}
      {fault.value && <p class="help">{fault.value}</p>}
    </div>
  );
}

/** What the interviewer said in a turn, first what was asked. */
function utterances(turn: TurnView): Utterance[] {
  const { id } = turn;
  const hints = turn.hints.map((_, n): Utterance => ({ kind: "hint", turn: id, n }));
  const replies = turn.asides.map((_, n): Utterance => ({ kind: "aside", turn: id, n }));
  return [{ kind: "question", turn: id, n: 0 }, ...hints, ...replies.filter(({ n }) => turn.asides[n]?.reply !== null)];
}

const keyOf = ({ kind, turn, n }: Utterance): string => `${kind} ${turn} ${n}`;

type Start = () => () => void;

/** The model's voice. */
async function sound(interview: string, what: Utterance, done: () => void): Promise<Start> {
  const url = URL.createObjectURL(await getSpeech(interview, what));
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
async function voice(interview: string, what: Utterance, done: () => void): Promise<Start> {
  const said = new SpeechSynthesisUtterance((await getSpoken(interview, what)).text);
  said.lang = "en-US";
  // One of this machine, where there is one: others are the maker's, and elsewhere.
  said.voice = speechSynthesis.getVoices?.().find((one) => one.localService && one.lang.startsWith("en")) ?? null;
  said.onend = said.onerror = done;
  return () => {
    speechSynthesis.speak(said);
    return () => speechSynthesis.cancel();
  };
}
