/** The same plan once more, with other questions. */
import { useSignal } from "@preact/signals";
import { type ApiFault, createInterview } from "../api";
import type { HeadView } from "../protocol.gen";
import { interviewHash } from "../route";
import { words } from "../strings";

export function Again({ head }: { head: HeadView }) {
  const busy = useSignal(false);
  const fault = useSignal("");
  const go = async () => {
    busy.value = true;
    fault.value = "";
    try {
      const { mode, topics, levels, weights, number, minutes, follow_ups, pace } = head;
      const plan = { mode, topics, levels, weights, number, minutes, follow_ups, pace, questions: [] };
      location.hash = interviewHash((await createInterview(plan)).id);
    } catch (error) {
      fault.value = (error as ApiFault).message;
    }
    busy.value = false;
  };
  return (
    <>
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value}
        </p>
      )}
      <button type="button" class="button" disabled={busy.value} onClick={() => void go()}>
        {busy.value ? words.preparing : words.again}
      </button>
    </>
  );
}
