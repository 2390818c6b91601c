/** Topics and levels chosen for a job description or a CV, with the reasons, for the candidate to change. */
import { useSignal } from "@preact/signals";
import { tailorTo } from "../api";
import type { Draft } from "../plan";
import { tailored } from "../plan";
import type { FitView, TailoredView } from "../protocol.gen";
import { topicTitle } from "../setup";
import { words } from "../strings";
import { Failure, useTask } from "./task";

interface Props {
  plan: Draft;
  set(changes: Partial<Draft>): void;
}

const MOST = 20_000;

export function Tailor({ plan, set }: Props) {
  const text = useSignal("");
  const found = useSignal<TailoredView | null>(null);
  const task = useTask();
  const choose = async () => {
    const reply = await tailorTo(text.value);
    found.value = reply;
    if (reply.fits.length) set(tailored(reply));
  };
  const forget = () => {
    found.value = null;
    set({ topics: [], levels: [], weights: {} });
  };
  return (
    <details class="tailor">
      <summary>{words.tailorTitle}</summary>
      <label for="tailor">{words.tailorLabel}</label>
      <textarea
        id="tailor"
        rows={5}
        maxLength={MOST}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
        aria-describedby="tailor-help"
      />
      <p class="help" id="tailor-help">
        {words.tailorHelp}
      </p>
      <div class="row">
        <button type="button" class="button" disabled={!text.value.trim()} onClick={() => void task.run(choose)}>
          {task.busy.value ? words.tailoring : words.tailorGo}
        </button>
        {found.value && (
          <button type="button" class="button quiet" onClick={forget}>
            {words.tailorForget}
          </button>
        )}
      </div>
      <Failure task={task} />
      <div aria-live="polite">{found.value && <Chosen found={found.value} plan={plan} />}</div>
    </details>
  );
}

function Chosen({ found, plan }: { found: TailoredView; plan: Draft }) {
  const fits = found.fits.filter((fit) => plan.topics.includes(fit.topic));
  return (
    <>
      {found.note && <p class="help">{found.note}</p>}
      {found.fits.length === 0 ? (
        <p>{words.tailorNone}</p>
      ) : (
        <>
          <p class="help">{words.tailoredBy(found.by, found.levels)}</p>
          <ul class="fits">
            {fits.map((fit) => (
              <Fit key={fit.topic} fit={fit} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Fit({ fit }: { fit: FitView }) {
  return (
    <li>
      <strong>{topicTitle(fit.topic)}</strong> <span class="help">{words.weight[fit.weight]}</span>
      <span class="why">{fit.why.map((why) => words.quoted(why)).join(", ")}</span>
    </li>
  );
}
