/** Takes in a copy of an interview from a file, and leads to it: what a coach was sent, or what another computer kept. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type ApiFault, sendCopy } from "../api";
import { interviewHash } from "../route";
import { words } from "../strings";

export function TakeIn() {
  const file = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const fault = useSignal<ApiFault | null>(null);
  const take = async (copy: File) => {
    busy.value = true;
    fault.value = null;
    try {
      location.hash = interviewHash((await sendCopy(copy)).id);
    } catch (error) {
      fault.value = error as ApiFault;
    }
    busy.value = false;
  };
  return (
    <section class="take-in" aria-labelledby="take-in">
      <h2 id="take-in">{words.takeIn}</h2>
      <p class="help">{words.takeInHelp}</p>
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value.message}{" "}
          {fault.value.interview && <a href={interviewHash(fault.value.interview)}>{words.takeInThere}</a>}
        </p>
      )}
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        aria-label={words.takeInFile}
        hidden
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          // Chosen again after a failure, the same file has to be a change.
          currentTarget.value = "";
          if (chosen) void take(chosen);
        }}
      />
      <button type="button" class="button" aria-disabled={busy.value} onClick={() => !busy.value && file.current?.click()}>
        {busy.value ? words.takingIn : words.takeInFile}
      </button>
    </section>
  );
}
