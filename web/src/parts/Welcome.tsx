/** The greeting of an installation in which nobody has sat an interview yet. */
import { useSignal } from "@preact/signals";
import { ApiFault, createInterview } from "../api";
import { SAMPLE, withoutSeed } from "../plan";
import type { Setup } from "../protocol.gen";
import { interviewHash } from "../route";
import { words } from "../strings";

export function Welcome({ setup }: { setup: Setup }) {
  const busy = useSignal(false);
  const fault = useSignal("");
  const begin = async () => {
    busy.value = true;
    fault.value = "";
    try {
      location.hash = interviewHash((await createInterview({ ...withoutSeed(setup.defaults), ...SAMPLE })).id);
    } catch (error) {
      fault.value = (error as ApiFault).message;
    }
    busy.value = false;
  };
  return (
    <section class="card welcome" aria-labelledby="welcome">
      <h2 id="welcome">{words.welcome}</h2>
      <ul>
        {words.welcomeLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value}
        </p>
      )}
      <div class="row">
        <button type="button" class="button primary" disabled={busy.value} onClick={() => void begin()}>
          {busy.value ? words.preparing : words.welcomeSample}
        </button>
        <span class="help">{words.welcomeOr}</span>
      </div>
    </section>
  );
}
