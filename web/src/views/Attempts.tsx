/** All attempts at one question, and two of them side by side. */
import { useSignal, type Signal } from "@preact/signals";
import { getAttempts, getInterview } from "../api";
import { attempt, compare, type Attempt } from "../attempts";
import { when } from "../dates";
import { isBasic, quoting, finalMark } from "../grades";
import { Answers } from "../parts/Answers";
import { useTitle } from "../parts/focus";
import { Icon } from "../parts/Icon";
import { Loading, useLoaded } from "../parts/loaded";
import type { AttemptView, Point } from "../protocol.gen";
import { bankHash, interviewHash } from "../route";
import { english, words } from "../strings";
import "../styles/filter.css";
import "../styles/table.css";
import "../styles/attempts.css";

export function AttemptsView({ question }: { question: string }) {
  const heading = useTitle(words.attemptsTitle);
  const found = useLoaded(async () => (await getAttempts(question)).attempts);
  const all = found.value;
  return (
    <main class="attempts" id="main" tabIndex={-1}>
      <div class="lead">
        <h1 ref={heading} tabIndex={-1}>
          {words.attemptsTitle}
        </h1>
        <p>
          <a href={bankHash(question)}>{words.attemptsBank}</a>
        </p>
      </div>
      <Loading of={found} />
      {all && all.length < 2 && <p class="empty">{all.length ? words.attemptsOne : words.attemptsNone}</p>}
      {all?.length === 1 && <One only={all[0]!} />}
      {all && all.length > 1 && <Two all={all} />}
    </main>
  );
}

/** An attempt that has no other to stand beside: at least what it was. */
function One({ only }: { only: AttemptView }) {
  const active = useSignal<string | null>(null);
  const shown = useLoaded(() => read(only));
  if (!shown.value) return <Loading of={shown} />;
  return (
    <>
      <h2 lang={english()}>{shown.value.turns[0]?.question?.title}</h2>
      <section class="card" aria-label={words.attemptsOnly}>
        <Side side={shown.value} of={only} active={active} />
      </section>
    </>
  );
}

/** The latest two at first. */
function Two({ all }: { all: readonly AttemptView[] }) {
  const chosen = useSignal<[number, number]>([1, 0]);
  const [left, right] = chosen.value.map((n) => all[n]!) as [AttemptView, AttemptView];
  const shown = useLoaded(
    async () => ({ of: [left, right] as const, sides: await Promise.all([read(left), read(right)]) }),
    [left, right],
  );
  const [a, b] = shown.value?.sides ?? [];
  const pick = (side: 0 | 1, n: number) => (chosen.value = side ? [chosen.value[0], n] : [n, chosen.value[1]]);
  return (
    <>
      <div class="filter two">
        <Which label={words.attemptsLeft} all={all} value={chosen.value[0]} onChange={(n) => pick(0, n)} />
        <Which label={words.attemptsRight} all={all} value={chosen.value[1]} onChange={(n) => pick(1, n)} />
      </div>
      {left.judge !== right.judge && <p class="notice look">{words.attemptsDiffer}</p>}
      <Loading of={shown} />
      {shown.value && a && b && <Beside sides={[a, b]} of={shown.value.of} />}
    </>
  );
}

const read = async ({ interview, turn }: AttemptView) => attempt(await getInterview(interview), turn);

interface WhichProps {
  label: string;
  all: readonly AttemptView[];
  value: number;
  onChange(n: number): void;
}

function Which({ label, all, value, onChange }: WhichProps) {
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {all.map(({ interview, turn, at, score }, n) => (
          <option key={`${interview}/${turn}`} value={n}>
            {words.attemptOf(when(at), score)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Beside({ sides, of }: { sides: readonly [Attempt, Attempt]; of: readonly [AttemptView, AttemptView] }) {
  const active = useSignal<string | null>(null);
  const [a, b] = of;
  return (
    <>
      <h2 lang={english()}>{sides[1].turns[0]?.question?.title}</h2>
      {a.score !== null && b.score !== null && (
        <p>
          <strong>{words.attemptsGained(Math.round((b.score - a.score) * 100) / 100)}</strong>
        </p>
      )}
      <div class="map-frame" role="group" aria-labelledby="points" tabIndex={0}>
        <h3 id="points">{words.attemptsPoints}</h3>
        <table class="beside">
          <thead>
            <tr>
              <th scope="col">{words.attemptsPoint}</th>
              <th scope="col">{words.attemptsLeft}</th>
              <th scope="col">{words.attemptsRight}</th>
            </tr>
          </thead>
          <tbody>
            {compare(...sides).map(({ criterion, verdicts: [one, two], gained }) => (
              <tr key={criterion.id}>
                <th scope="row" lang={english()}>
                  {criterion.says}
                </th>
                <Verdict verdict={one} judge={a.judge} />
                <Verdict verdict={two} judge={b.judge} gained={gained} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="halves">
        {sides.map((side, n) => (
          <section key={n} class="card" aria-label={n ? words.attemptsRight : words.attemptsLeft}>
            <Side side={side} of={of[n]!} active={active} />
          </section>
        ))}
      </div>
    </>
  );
}

interface SideProps {
  side: Attempt;
  of: AttemptView;
  active: Signal<string | null>;
}

function Side({ side, of, active }: SideProps) {
  return (
    <>
      <p class="help">
        {words.attemptOf(when(of.at), of.score)} · {words.judgedBy(of.judge)} ·{" "}
        <a href={interviewHash(of.interview)}>{words.attemptsTo}</a>
      </p>
      <Answers turns={side.turns} grade={quoting(finalMark(side.turns[0]?.review ?? null))} active={active} />
    </>
  );
}

interface VerdictProps {
  verdict: Point["verdict"] | null;
  judge: string;
  gained?: number | null;
}

function Verdict({ verdict, judge, gained = null }: VerdictProps) {
  if (!verdict) return <td>–</td>;
  return (
    <td data-verdict={verdict}>
      <Icon name={verdict} /> {words.verdict(verdict, isBasic(judge))}
      {!!gained && <span class="chip">{gained > 0 ? words.better : words.worse}</span>}
    </td>
  );
}
