/** Speaking instead of typing: what is said becomes text in the answer box, to be read before it is sent. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../announce";
import { type ApiFault, sendRecording } from "../api";
import { countdown } from "../clock";
import { recognize, record, type Listener } from "../recorder";
import { setup } from "../setup";
import { words } from "../strings";
import { canRecord, listening, microphoneFault, ownRecognition, recognition, remember } from "../voice";
import { Icon } from "./Icon";
import "../styles/voice.css";

interface Props {
  interview: string;
  open: boolean;
  /** Takes what was said. */
  onText(text: string): void;
}

type State = { is: "idle" } | { is: "asking" } | { is: "listening"; since: number } | { is: "hearing" };

export function Dictate({ interview, open, onText }: Props) {
  const model = setup.value?.transcriber ?? null;
  const own = !model && recognition() !== null;
  if (!model && !own) return null;
  return (
    <div class="dictate">
      {(model || ownRecognition.value) && <Recorder interview={interview} open={open} model={model} onText={onText} />}
      {own && (
        <label class="own-recognition">
          <input
            type="checkbox"
            checked={ownRecognition.value}
            disabled={listening.value}
            onChange={(event) => remember("own-recognition", event.currentTarget.checked)}
          />
          <span>{words.ownRecognition}</span>
        </label>
      )}
    </div>
  );
}

function Recorder({ interview, open, model, onText }: Props & { model: string | null }) {
  const state = useSignal<State>({ is: "idle" });
  const fault = useSignal("");
  const kept = useSignal<Blob | null>(null);
  const listener = useRef<Listener | null>(null);
  /** Counts up when what is under way has no place to go any more: what comes of it later is let go. */
  const round = useRef(0);

  const rest = () => {
    state.value = { is: "idle" };
    listening.value = false;
    listener.current = null;
  };
  const complain = (message: string) => {
    rest();
    fault.value = message;
    announce(message);
  };
  const heard = (text: string) => {
    rest();
    kept.value = null;
    if (!text) return complain(words.heardNothing);
    onText(text);
    announce(words.heard);
  };
  const send = async (recording: Blob) => {
    // Stopped before there was any sound.
    if (!recording.size) return complain(words.heardNothing);
    kept.value = recording;
    state.value = { is: "hearing" };
    listening.value = false;
    announce(words.hearing);
    const mine = round.current;
    try {
      const { text } = await sendRecording(interview, recording);
      if (mine === round.current) heard(text);
    } catch (error) {
      if (mine === round.current) complain((error as ApiFault).message);
    }
  };
  const failed = (error: unknown) => complain(words.microphone[microphoneFault(error)]);
  const start = async () => {
    fault.value = "";
    kept.value = null;
    if (model && !canRecord()) return complain(words.microphone[isSecureContext ? "failed" : "insecure"]);
    state.value = { is: "asking" };
    try {
      const told = { recorded: (recording: Blob) => void send(recording), heard, failed };
      const mine = round.current;
      const found = model ? await record(told) : recognize(told);
      // The question closed while the browser asked for the microphone.
      if (mine !== round.current) return found.cancel();
      listener.current = found;
    } catch (error) {
      return failed(error);
    }
    listening.value = true;
    state.value = { is: "listening", since: Date.now() };
    announce(words.listening);
  };
  const cancel = () => {
    listener.current?.cancel();
    rest();
    announce(words.notKept);
  };
  // Time is up, or another question: what is being said has no place to go any more, and nobody shall think it had.
  useEffect(() => {
    if (open || state.peek().is === "idle") return;
    round.current++;
    listener.current?.cancel();
    complain(words.tooLateToSay);
  }, [open]);
  useEffect(
    () => () => {
      if (state.peek().is === "idle") return;
      round.current++;
      listener.current?.cancel();
      listening.value = false;
      announce(words.tooLateToSay);
    },
    [],
  );

  const { is } = state.value;
  return (
    <>
      {is === "listening" ? (
        <div class="row" role="group" aria-label={words.listening}>
          <span class="live-dot" aria-hidden="true" />
          <Elapsed since={state.value.since} />
          <button type="button" class="button small primary" onClick={() => listener.current?.stop()}>
            {words.stopSpeaking}
          </button>
          <button type="button" class="button small quiet" onClick={cancel}>
            {words.cancelSpeaking}
          </button>
        </div>
      ) : (
        <button type="button" class="button small" disabled={!open || is !== "idle"} onClick={() => void start()}>
          <Icon name="microphone" />
          {is === "hearing" ? words.hearing : is === "asking" ? words.askingMicrophone : words.speak}
        </button>
      )}
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value}{" "}
          {kept.value && open && (
            <button type="button" class="link" onClick={() => void send(kept.value!)}>
              {words.tryAgain}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Elapsed({ since }: { since: number }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="elapsed" aria-hidden="true">
      {words.listening} {countdown(Math.max(0, now.value - since) / 1000)}
    </span>
  );
}
