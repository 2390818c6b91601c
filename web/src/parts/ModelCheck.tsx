/** What the models that ask and judge are fit for: tried on demand, and told finding by finding. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ApiFault, getCheck, startCheck } from "../api";
import type { CheckView, ExaminedView, FindingView } from "../protocol.gen";
import { words } from "../strings";
import { Icon, type IconName } from "./Icon";

const EACH = 1000;
const icons: Record<FindingView["state"], IconName> = { good: "met", note: "missed", bad: "contradicted" };

export function ModelCheck() {
  const check = useSignal<CheckView | null>(null);
  const fault = useSignal("");
  const running = check.value?.running ?? false;
  const latest = useRef(0);
  const take = async (ask: () => Promise<CheckView>) => {
    const mine = ++latest.current;
    try {
      const found = await ask();
      // What was asked earlier and is told later is of no use any more: a check may have begun since.
      if (mine !== latest.current) return;
      check.value = found;
      fault.value = "";
    } catch (error) {
      if (mine !== latest.current) return;
      // Another tab was quicker: its check is as good.
      if ((error as ApiFault).code === "running") return take(getCheck);
      fault.value = (error as ApiFault).message;
    }
  };
  useEffect(() => void take(getCheck), []);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => void take(getCheck), EACH);
    return () => clearInterval(timer);
  }, [running]);
  return (
    <div class="model-check">
      <button type="button" class="button small" disabled={running} onClick={() => void take(startCheck)}>
        {running ? words.checking : words.checkModels}
      </button>
      <p class="help">{words.checkMeans}</p>
      {/* It is there before its first finding, so that a screen reader hears of each, and of no other again. */}
      <div role="status" aria-atomic="false">
        {check.value?.models.map((model, n) => (
          <Examined key={n} model={model} />
        ))}
        {!running && check.value?.fault && <p class="notice bad">{check.value.fault}</p>}
      </div>
      {running && <Doing check={check.value} />}
      {fault.value && (
        <p class="notice bad" role="alert">
          {fault.value}
        </p>
      )}
    </div>
  );
}

function Examined({ model }: { model: ExaminedView }) {
  return (
    <>
      <h3>{model.name}</h3>
      <ul class="findings">
        {model.findings.map((finding) => (
          <li key={finding.check} data-state={finding.state}>
            <Icon name={icons[finding.state]} />
            <div>
              <strong>{words.checkOf[finding.check]}</strong>
              <span class="sr-only"> ({words.checkState[finding.state]})</span>: {finding.seen}
              {finding.mend && <p class="help">{finding.mend}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How far it is: for the eye alone, since it changes every second. */
function Doing({ check }: { check: CheckView | null }) {
  const doing = check?.doing;
  return <p class="waiting">{doing ? words.checkDoing(words.checkOf[doing.check], doing.done, doing.of) : words.checking}</p>;
}
