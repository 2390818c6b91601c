/** The start page: what the next interview shall be, and those that were. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ApiFault } from "../api";
import { Fault } from "../parts/Fault";
import { Language } from "../parts/Language";
import { PlanForm } from "../parts/PlanForm";
import { Past } from "../parts/Past";
import { later } from "../parts/later";
import { useTitle } from "../parts/focus";
import { readSetup, setup } from "../setup";
import { words } from "../strings";

const Welcome = later(async () => (await import("../parts/Welcome")).Welcome, true);
const DueNow = later(async () => (await import("../parts/DueNow")).DueNow, true);

export function SetupView() {
  const fault = useSignal("");
  const first = useSignal(false);
  const heading = useTitle(words.setupTitle);
  const known = useSignal(false);
  const know = (any: boolean) => {
    first.value = !any;
    known.value = any;
  };
  const load = () => {
    fault.value = "";
    // Always anew: the bank may have grown since, or the judge changed.
    readSetup().catch((error: ApiFault) => (fault.value = error.message));
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
      {setup.value && first.value && <Welcome setup={setup.value} />}
      <div class="columns">
        {/* First, so that on a phone it is one step away, and not below the whole form. */}
        {known.value && <DueNow />}
        <div class="plan-place">
          {setup.value && !fault.value && <PlanForm setup={setup.value} first={first.value} />}
          {fault.value && <Fault message={fault.value} again={load} />}
          {!setup.value && !fault.value && <Waiting />}
        </div>
        <Past onKnown={know} />
      </div>
      <footer class="foot">
        <Language />
        {setup.value && <span>{words.version(setup.value.version)}</span>}
      </footer>
    </main>
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
