/** Before the start: is the line quick enough, is the microphone heard, is there sound? Nothing of it has to be. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { getSetup } from "../api";
import { setup } from "../setup";
import { words } from "../strings";
import { canRecord, median, microphoneFault, recognition } from "../voice";
import "../styles/voice.css";

const TRIES = 5;

export function SoundCheck() {
  return (
    <div class="checks">
      <Connection />
      <Speaker />
      {(setup.value?.transcriber || recognition()) && <Microphone />}
    </div>
  );
}

function Connection() {
  const said = useSignal(words.checking);
  const check = async () => {
    said.value = words.checking;
    const times: number[] = [];
    try {
      for (let n = 0; n < TRIES; n++) {
        const begun = performance.now();
        await getSetup();
        times.push(performance.now() - begun);
      }
      said.value = words.connectionIs(median(times));
    } catch {
      said.value = words.unreachable;
    }
  };
  useEffect(() => void check(), []);
  return (
    <div>
      <h2>{words.connection}</h2>
      <p role="status">{said.value}</p>
      <button type="button" class="button small" onClick={() => void check()}>
        {words.checkAgain}
      </button>
    </div>
  );
}

function Speaker() {
  const said = useSignal("");
  const play = () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = 440;
    loudness.gain.setValueAtTime(0.15, context.currentTime);
    loudness.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.8);
    tone.connect(loudness).connect(context.destination);
    tone.onended = () => void context.close();
    tone.start();
    tone.stop(context.currentTime + 0.8);
    said.value = words.soundPlayed;
  };
  return (
    <div>
      <h2>{words.sound}</h2>
      <p role="status">{said.value || words.soundWhy}</p>
      <button type="button" class="button small" onClick={play}>
        {words.playSound}
      </button>
    </div>
  );
}

const HEARD = 0.02;

function Microphone() {
  const level = useSignal<number | null>(null);
  const loudest = useSignal(0);
  const said = useSignal("");
  const end = useRef<(() => void) | null>(null);
  const stop = () => {
    end.current?.();
    end.current = null;
    if (level.value !== null) said.value = loudest.value > HEARD ? words.microphoneHeard : words.microphoneSilent;
    level.value = null;
  };
  const start = async () => {
    said.value = "";
    loudest.value = 0;
    if (!canRecord()) return void (said.value = words.microphone[isSecureContext ? "failed" : "insecure"]);
    try {
      end.current = await meter((now) => {
        level.value = now;
        loudest.value = Math.max(loudest.value, now);
      });
      level.value = 0;
    } catch (error) {
      said.value = words.microphone[microphoneFault(error)];
    }
  };
  useEffect(() => () => end.current?.(), []);
  const on = level.value !== null;
  return (
    <div>
      <h2>{words.microphoneTitle}</h2>
      <p role="status">{on ? words.microphoneTry : said.value || words.microphoneWhy}</p>
      {on && <meter min={0} max={0.5} value={level.value ?? 0} aria-label={words.microphoneLevel} />}
      <button type="button" class="button small" onClick={() => (on ? stop() : void start())}>
        {on ? words.microphoneStop : words.microphoneStart}
      </button>
    </div>
  );
}

/** Tells how loud it is, 0 to 1, ten times a second, until what it returns is called. */
async function meter(tell: (level: number) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length));
  }, 100);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}
