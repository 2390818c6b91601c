/** Who asks and who judges, and what that means. */
import type { Setup, VoiceView } from "../protocol.gen";
import { words } from "../strings";

export function Who({ setup }: { setup: Setup }) {
  return (
    <section class="who" aria-labelledby="who">
      <h2 id="who">{words.whoTitle}</h2>
      <dl>
        <Voice role={words.asks} voice={setup.interviewer} />
        <Voice role={words.judges} voice={setup.judge} note={setup.judge.basic ? words.basicJudgeNote : ""} />
      </dl>
    </section>
  );
}

function Voice({ role, voice, note = "" }: { role: string; voice: VoiceView; note?: string }) {
  return (
    <div>
      <dt>{role}</dt>
      <dd>
        <strong>{voice.name}</strong>
        {voice.label && <span class="voice-label">{voice.label}</span>}
        {note && <span class="voice-note">{note}</span>}
      </dd>
    </div>
  );
}
