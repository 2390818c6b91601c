/** The form that an interview is set up with. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { bounded, type Draft, estimate, fits, fitting, LEVELS, MOST_QUESTIONS, PACES, withoutSeed } from "../plan";
import type { Setup, TopicView } from "../protocol.gen";
import { english, words } from "../strings";
import { Check, Choice } from "./fields";
import { later } from "./later";
import { Failure, prepare, useTask } from "./task";
import { Who } from "./Who";

const Tailor = later(async () => (await import("./Tailor")).Tailor, true);

/** `first`: nobody has sat an interview here yet. */
export function PlanForm({ setup, first }: { setup: Setup; first: boolean }) {
  const plan = useSignal<Draft>(withoutSeed(setup.defaults));
  const task = useTask();
  const set = (changes: Partial<Draft>) => (plan.value = { ...plan.value, ...changes });
  const most = fits(setup, plan.value);
  const agreed: Draft = { ...plan.value, number: bounded(plan.value.number, most) };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (most) await task.run(() => prepare(agreed));
  };

  return (
    <form class="card plan" onSubmit={(event) => void submit(event)}>
      <Mode plan={agreed} set={set} />
      <Tailor plan={agreed} set={set} />
      <Topics setup={setup} plan={agreed} set={set} />
      <fieldset>
        <legend>{words.levelsLegend}</legend>
        <p class="help">{words.levelsNone}</p>
        <div class="pills">
          {LEVELS.map((level) => (
            <Check
              key={level}
              checked={agreed.levels.includes(level)}
              onChange={() => set({ levels: LEVELS.filter((l) => agreed.levels.includes(l) !== (l === level)) })}
            >
              {words.levels[level]}
            </Check>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{words.choosing}</legend>
        <Check
          checked={agreed.adaptive}
          onChange={() => set({ adaptive: !agreed.adaptive })}
          help={words.adaptiveHelp}
        >
          {words.adaptive}
        </Check>
        {!first && (
          <Check checked={agreed.lean} onChange={() => set({ lean: !agreed.lean })} help={words.leanHelp}>
            {words.lean}
          </Check>
        )}
      </fieldset>
      <div class="pair">
        <HowMany number={agreed.number} most={most} set={set} />
        <Choice
          legend={words.followUps}
          options={[0, 1, 2].map((n) => ({ value: n, label: words.followUpChoice(n) }))}
          value={agreed.follow_ups}
          onChange={(follow_ups) => set({ follow_ups })}
        />
      </div>
      <Choice
        legend={words.extraTime}
        help={words.extraTimeHint}
        options={PACES.map((pace) => ({ value: pace, label: words.paceChoice(pace) }))}
        value={agreed.pace}
        onChange={(pace) => set({ pace })}
      />
      {agreed.pace !== null && <Limit minutes={agreed.minutes} set={set} />}
      <Who setup={setup} first={first} />
      <Failure task={task} />
      <div class="submit">
        <button class="button primary" type="submit" disabled={task.busy.value || !most}>
          {task.busy.value ? words.preparing : words.prepare}
        </button>
        <output class="estimate">{most ? total(setup, agreed) : words.nothingFits}</output>
      </div>
    </form>
  );
}

interface Part {
  plan: Draft;
  set(changes: Partial<Draft>): void;
}

function Mode({ plan, set }: Part) {
  return (
    <fieldset>
      <legend>{words.mode}</legend>
      <div class="modes">
        {(["exam", "study"] as const).map((mode) => (
          <label key={mode} class="mode">
            <input
              type="radio"
              name="mode"
              checked={plan.mode === mode}
              onChange={() => set({ mode })}
              aria-labelledby={`mode-${mode}`}
              aria-describedby={`about-${mode}`}
            />
            <span class="mode-name" id={`mode-${mode}`}>
              {words.modes[mode]}
            </span>
            <span class="help" id={`about-${mode}`}>
              {words.modeAbout[mode]}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Topics({ setup, plan, set }: Part & { setup: Setup }) {
  const flip = ({ id }: TopicView) =>
    set({ topics: setup.topics.map((t) => t.id).filter((t) => plan.topics.includes(t) !== (t === id)) });
  return (
    <fieldset>
      <legend>{words.topics}</legend>
      <p class="help">{words.topicsNone}</p>
      <Fold summary={words.topicsChosen(plan.topics.length, setup.topics.length)}>
        <div class="topics">
          {setup.topics.map((topic) => {
            const n = fitting(topic, plan.levels);
            return (
              <Check
                key={topic.id}
                checked={plan.topics.includes(topic.id)}
                onChange={() => flip(topic)}
                title={topic.about}
              >
                <span class="topic-name" lang={english()}>
                  {topic.title}
                </span>
                <span class="count" data-none={n === 0 || undefined}>
                  {n}
                  <span class="sr-only"> {words.fitCount(n).replace(/^\d+ /, "")}</span>
                </span>
              </Check>
            );
          })}
        </div>
      </Fold>
    </fieldset>
  );
}

/** Folded on a phone, where one topic below the other would be three screens long. */
function Fold({ summary, children }: { summary: string; children: ComponentChildren }) {
  if (matchMedia("(min-width: 36rem)").matches) return <>{children}</>;
  return (
    <details class="fold">
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

function HowMany({ number, most, set }: { number: number; most: number; set: Part["set"] }) {
  const limit = Math.min(most, MOST_QUESTIONS);
  const step = (by: number) => set({ number: bounded(number + by, limit) });
  return (
    <div class="field">
      <label for="number">{words.number}</label>
      <div class="stepper">
        <button type="button" aria-label={words.fewer} disabled={number <= 1} onClick={() => step(-1)}>
          −
        </button>
        <input
          id="number"
          type="number"
          inputMode="numeric"
          min={1}
          max={Math.max(1, limit)}
          value={number}
          aria-describedby="fits"
          onChange={(event) => {
            const wanted = bounded(event.currentTarget.valueAsNumber, limit);
            // The same number again renders nothing: put it back into the box by hand.
            event.currentTarget.value = String(wanted);
            set({ number: wanted });
          }}
        />
        <button type="button" aria-label={words.more} disabled={number >= limit} onClick={() => step(1)}>
          +
        </button>
      </div>
      <p class="help" id="fits">
        {words.fits(most)}
      </p>
    </div>
  );
}

function Limit({ minutes, set }: { minutes: number | null; set: Part["set"] }) {
  return (
    <div class="field">
      <label for="minutes">{words.minutes}</label>
      <input
        id="minutes"
        type="number"
        inputMode="numeric"
        min={1}
        max={480}
        value={minutes ?? ""}
        aria-describedby="minutes-hint"
        onInput={(event) => {
          const wanted = event.currentTarget.valueAsNumber;
          set({ minutes: Number.isFinite(wanted) ? Math.max(1, Math.min(480, wanted)) : null });
        }}
      />
      <p class="help" id="minutes-hint">
        {words.minutesHint}
      </p>
    </div>
  );
}

function total(setup: Setup, plan: Draft): string {
  const minutes = estimate(setup, plan);
  return minutes ? words.estimate(minutes.least, minutes.most) : words.estimateUntimed;
}
