/** The points that are due again, and the one step to practising them. */
import { day, when } from "../dates";
import { withoutSeed } from "../plan";
import type { DueView, StandingView } from "../protocol.gen";
import { bankHash } from "../route";
import { setup } from "../setup";
import { english, words } from "../strings";
import { Failure, prepare, useTask } from "./task";
import "../styles/due.css";

const SHOWN = 4;

/** `brief`: only that there are some, as on the start page. */
export function Due({ standing, brief = false }: { standing: StandingView; brief?: boolean }) {
  const { due, due_in_all, later, next } = standing;
  return (
    <section class="card due" aria-labelledby="due">
      <h2 id="due">{words.dueTitle}</h2>
      <p>{due_in_all ? words.dueLead(due_in_all) : words.dueNone}</p>
      <p class="help">{brief ? <a href="#/progress">{words.toProgressAll}</a> : words.dueHelp}</p>
      <Practise standing={standing} />
      {!brief && <Questions groups={byQuestion(due)} />}
      {!brief && later > 0 && (
        <p class="help">
          {words.dueLater(later)} {next !== null && !due_in_all && words.dueNext(when(next))}
        </p>
      )}
    </section>
  );
}

/** The points by the question that will ask for them, the most overdue first. */
function byQuestion(due: readonly DueView[]): DueView[][] {
  const groups = new Map<string, DueView[]>();
  for (const point of due) groups.set(point.ask, [...(groups.get(point.ask) ?? []), point]);
  return [...groups.values()];
}

function Questions({ groups }: { groups: readonly DueView[][] }) {
  const rest = groups.slice(SHOWN);
  return (
    <>
      <List groups={groups.slice(0, SHOWN)} />
      {rest.length > 0 && (
        <details>
          <summary>{words.dueMore(rest.length)}</summary>
          <List groups={rest} />
        </details>
      )}
    </>
  );
}

function List({ groups }: { groups: readonly DueView[][] }) {
  return (
    <ul class="due-list">
      {groups.map(([first, ...others]) => (
        <li key={first!.ask}>
          <a href={bankHash(first!.ask)} lang={english()}>
            {first!.ask_title}
          </a>
          <Points points={[first!]} />
          {others.length > 0 && (
            <details>
              <summary>{words.dueRest(others.length)}</summary>
              <Points points={others} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Points({ points }: { points: readonly DueView[] }) {
  return (
    <ul>
      {points.map(({ says, missed, last }) => (
        <li key={says}>
          <span lang={english()}>{says}</span>{" "}
          <span class="help">
            {words.dueMissed(missed)}, {words.dueLast(day(last))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Practise({ standing: { practise } }: { standing: StandingView }) {
  const task = useTask();
  const { value: known } = setup;
  if (!practise.length || !known) return null;
  const plan = { ...withoutSeed(known.defaults), mode: "study" as const, questions: practise, number: practise.length };
  return (
    <>
      <Failure task={task} />
      <button
        type="button"
        class="button primary"
        disabled={task.busy.value}
        onClick={() => void task.run(() => prepare(plan))}
      >
        {task.busy.value ? words.preparing : words.dueGo(practise.length)}
      </button>
    </>
  );
}
