/** The greeting of an installation in which nobody has sat an interview yet. */
import { SAMPLE, withoutSeed } from "../plan";
import type { Setup } from "../protocol.gen";
import { words } from "../strings";
import { Failure, prepare, useTask } from "./task";

export function Welcome({ setup }: { setup: Setup }) {
  const task = useTask();
  const begin = () => task.run(() => prepare({ ...withoutSeed(setup.defaults), ...SAMPLE }));
  return (
    <section class="card welcome" aria-labelledby="welcome">
      <h2 id="welcome">{words.welcome}</h2>
      <ul>
        {words.welcomeLines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Failure task={task} />
      <div class="row">
        <button type="button" class="button primary" disabled={task.busy.value} onClick={() => void begin()}>
          {task.busy.value ? words.preparing : words.welcomeSample}
        </button>
        <span class="help">{words.welcomeOr}</span>
      </div>
    </section>
  );
}
