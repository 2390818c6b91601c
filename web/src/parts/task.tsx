/** Something that takes the server a moment: one at a time, and in words where it fails. */
import { useSignal, type ReadonlySignal } from "@preact/signals";
import { type ApiFault, createInterview } from "../api";
import type { Draft } from "../plan";
import { interviewHash } from "../route";

export interface Task {
  busy: ReadonlySignal<boolean>;
  fault: ReadonlySignal<string>;
  /** Does it, unless something is under way. */
  run(what: () => Promise<unknown>): Promise<void>;
}

export function useTask(): Task {
  const busy = useSignal(false);
  const fault = useSignal("");
  const run = async (what: () => Promise<unknown>) => {
    if (busy.value) return;
    busy.value = true;
    fault.value = "";
    try {
      await what();
    } catch (error) {
      fault.value = (error as ApiFault).message;
    }
    busy.value = false;
  };
  return { busy, fault, run };
}

/** Why a task failed, if it did. */
export function Failure({ task }: { task: Task }) {
  if (!task.fault.value) return null;
  return (
    <p class="notice bad" role="alert">
      {task.fault.value}
    </p>
  );
}

/** Prepares an interview, and goes to it. */
export async function prepare(plan: Draft): Promise<void> {
  location.hash = interviewHash((await createInterview(plan)).id);
}
