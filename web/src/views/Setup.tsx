/** The start page: what the next interview shall be, and those that were. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type ApiFault, getInterviews } from "../api";
import { Fault } from "../parts/Fault";
import { Language } from "../parts/Language";
import { PlanForm } from "../parts/PlanForm";
import { GoOn, Past } from "../parts/Past";
import { later } from "../parts/later";
import { useLoaded } from "../parts/loaded";
import { useTitle } from "../parts/focus";
import { readSetup, setup } from "../setup";
import { words } from "../strings";

const Welcome = later(async () => (await import("../parts/Welcome")).Welcome, true);
const DueNow = later(async () => (await import("../parts/DueNow")).DueNow, true);

const SHOWN = 6;

export function SetupView() {
  const fault = useSignal("");
  const heading = useTitle(words.setupTitle);
  const past = useLoaded(() => getInterviews(new URLSearchParams({ limit: String(SHOWN) })));
  const first = past.value?.found === 0;
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
      {setup.value && first && <Welcome setup={setup.value} />}
      <div class="columns">
        {/* First, so that on a phone they are one step away, and not below the whole form. */}
        {past.value && <GoOn page={past.value} />}
        {past.value && !first && <DueNow />}
        <div class="plan-place">
          {setup.value && !fault.value && <PlanForm setup={setup.value} first={first} />}
          {fault.value && <Fault message={fault.value} again={load} />}
          {!setup.value && !fault.value && <Waiting />}
        </div>
        <Past page={past} />
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
