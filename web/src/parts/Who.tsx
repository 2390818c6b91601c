/** Who asks and who judges, and what that means. */
import type { Setup, VoiceView } from "../protocol.gen";
import { words } from "../strings";
import { later } from "./later";
import { ModelCheck } from "./ModelCheck";

const Connect = later(async () => (await import("./Connect")).Connect, true);

export function Who({ setup, first }: { setup: Setup; first: boolean }) {
  const plain = setup.interviewer.basic && setup.judge.basic;
  return (
    <section class="who" aria-labelledby="who">
      <h2 id="who">{words.whoTitle}</h2>
      <dl>
        <Voice role={words.asks} voice={setup.interviewer} means={words.asksAs} />
        <Voice role={words.judges} voice={setup.judge} means={words.judgesAs} />
      </dl>
      {plain ? <Connect open={first} /> : <ModelCheck />}
    </section>
  );
}

interface VoiceProps {
  role: string;
  voice: VoiceView;
  means(basic: boolean): string;
}

function Voice({ role, voice, means }: VoiceProps) {
  return (
    <div>
      <dt>{role}</dt>
      <dd>
        <strong>{voice.name}</strong>
        <span class="voice-label">{means(voice.basic)}</span>
      </dd>
    </div>
  );
}
