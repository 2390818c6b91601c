/** The same plan once more, with other questions. */
import type { HeadView } from "../protocol.gen";
import { words } from "../strings";
import { Failure, prepare, useTask } from "./task";

export function Again({ head }: { head: HeadView }) {
  const task = useTask();
  const { mode, topics, levels, weights, number, minutes, follow_ups, pace, adaptive, lean } = head;
  const plan = { mode, topics, levels, weights, number, minutes, follow_ups, pace, adaptive, lean, questions: [] };
  return (
    <>
      <Failure task={task} />
      <button type="button" class="button" disabled={task.busy.value} onClick={() => void task.run(() => prepare(plan))}>
        {task.busy.value ? words.preparing : words.again}
      </button>
    </>
  );
}
