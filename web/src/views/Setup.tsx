/** The start page: what the next interview shall be, and those that were. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiFault, getSetup } from "../api";
import type { Setup } from "../protocol.gen";
import { PlanForm } from "../parts/PlanForm";
import { Past } from "../parts/Past";
import { useTitle } from "../parts/focus";
import { words } from "../strings";

export function SetupView() {
  const setup = useSignal<Setup | null>(null);
  const fault = useSignal("");
  const heading = useTitle(words.setupTitle);
  const load = () => {
    fault.value = "";
    getSetup().then(
      (got) => (setup.value = got),
      (error: ApiFault) => (fault.value = error.message),
    );
  };
  useEffect(load, []);
  return (
    <main class="home" id="main" tabIndex={-1}>
      <div class="lead">
        <h1 ref={heading} tabIndex={-1}>
          {words.setupTitle}
        </h1>
        <p>{words.setupLead}</p>
      </div>
      <div class="columns">
        <div>
          {setup.value && <PlanForm setup={setup.value} />}
          {fault.value && <Fault message={fault.value} again={load} />}
          {!setup.value && !fault.value && <Waiting />}
        </div>
        <Past topics={setup.value?.topics ?? []} />
      </div>
      {setup.value && <footer class="foot">{words.version(setup.value.version)}</footer>}
    </main>
  );
}

export function Fault({ message, again }: { message: string; again: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>{message}</p>
      <button type="button" class="button" onClick={again}>
        {words.tryAgain}
      </button>
    </div>
  );
}

/** The shape of what is about to come. */
function Waiting() {
  return (
    <div class="card skeleton" aria-busy="true">
      <p class="sr-only">{words.loading}</p>
      <div />
      <div />
      <div />
    </div>
  );
}
