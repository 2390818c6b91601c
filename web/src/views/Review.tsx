/** The review: the score and what it rests on, then every question. Grades come in while it is open. */
import { exportUrl } from "../api";
import { when } from "../dates";
import { byNumber, standing, type Standing } from "../grades";
import { Icon } from "../parts/Icon";
import { Again } from "../parts/Again";
import { Delete } from "../parts/Delete";
import { Judges } from "../parts/Judges";
import { Markdown } from "../parts/Markdown";
import { Notice } from "../parts/Offline";
import { QuestionReview } from "../parts/QuestionReview";
import { later } from "../parts/later";
import { useTitle } from "../parts/focus";
import type { TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { family, streamKey, type Interview } from "../store";
import { english, words } from "../strings";

interface Props {
  session: Session;
  state: Interview;
}

const Takeaways = later(async () => (await import("../parts/Takeaways")).Takeaways, true);

export function ReviewView({ session, state }: Props) {
  const { head } = state;
  // Many may be open beside each other.
  const heading = useTitle(head.ended === null ? words.reviewTitle : words.reviewTab(when(head.ended)));
  const closing = head.closing || state.streams[streamKey("closing")];
  return (
    <main class="review" id="main" tabIndex={-1}>
      <div class="review-top">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {words.reviewTitle}
          </h1>
          <p class="help">
            {words.modes[head.mode]}
            {head.ended !== null && ` · ${when(head.ended)}`}
          </p>
        </div>
        <div class="row">
          <Again head={head} />
          <a class="button" href="#/">
            {words.another}
          </a>
        </div>
      </div>
      {closing && <Markdown class="closing" text={closing} streaming={!head.closing} />}
      <Notice session={session} />
      <Total state={state} />
      <Takeaways state={state} go={goTo} />
      {byNumber(state).map((turn, n) => (
        <article key={n} class="card question" id={`question-${n + 1}`} aria-labelledby={`question-${n + 1}-title`}>
          <h2 id={`question-${n + 1}-title`} tabIndex={-1}>
            {words.questionOf(n + 1, head.number)}
          </h2>
          {standing(turn).is === "unreached" && <p class="unreached">{words.notReachedWhy}</p>}
          {turn && <QuestionReview session={session} turns={family(state, turn)} over />}
        </article>
      ))}
      <Copies id={head.id} />
    </main>
  );
}

function Total({ state }: { state: Interview }) {
  const { total, before } = state.head;
  const rows = byNumber(state);
  const followed = state.turns.some((turn) => turn.review?.all?.grade);
  const pending = rows.filter((turn) => standing(turn).is === "pending").length;
  return (
    <section class="card total" aria-labelledby="score">
      <div class="total-score">
        <h2 id="score">{words.score}</h2>
        {total?.score == null ? (
          <p class="big none">{words.noScoreYet}</p>
        ) : (
          <p class="big">{words.percent(total.score)}</p>
        )}
        {total && <p>{words.coverage(total.counted, total.number)}</p>}
        {total?.score == null && !pending && <p class="help">{words.noScoreWhy}</p>}
        {pending > 0 && <p class="waiting">{words.grading(pending)}</p>}
        {total?.score != null && before?.score != null && followed && (
          <p class="help">{words.beforeAfter(before.score, total.score)}</p>
        )}
      </div>
      <div class="total-rest">
        <Judges state={state} />
        <nav aria-label={words.overview}>
          <ol class="overview">
            {rows.map((turn, n) => (
              <li key={n}>
                <OverviewRow n={n + 1} turn={turn} />
              </li>
            ))}
          </ol>
        </nav>
      </div>
    </section>
  );
}

/** The address names the interview, so that a link to a place within the page has to be a button. */
function goTo(n: number): void {
  const title = document.getElementById(`question-${n}-title`);
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: "start" });
}

function OverviewRow({ n, turn }: { n: number; turn: TurnView | undefined }) {
  const at = standing(turn);
  return (
    <button type="button" class="overview-row" onClick={() => goTo(n)}>
      <span class="overview-number">{n}</span>
      <span class="overview-title" lang={turn?.question ? english() : undefined}>
        {turn?.question?.title ?? words.notReached}
      </span>
      <span class="overview-score">
        <StandingWord at={at} />
      </span>
    </button>
  );
}

function StandingWord({ at }: { at: Standing }) {
  if (at.is === "graded") return <>{words.percent(at.score)}</>;
  if (at.is === "look") return <span class="chip look">{`${words.percent(at.score)} · ${words.needsReview}`}</span>;
  const word = { unreached: words.notReached, pending: words.pending, ungraded: words.ungraded }[at.is];
  return <span class="chip">{word}</span>;
}

function Copies({ id }: { id: string }) {
  return (
    <section class="copies" aria-labelledby="copies">
      <h2 id="copies">{words.exportTitle}</h2>
      <div class="row">
        {(["md", "json", "csv", "anki"] as const).map((format) => (
          <a key={format} class="button" href={exportUrl(id, format)} download>
            <Icon name="down" />
            {words.exportAs[format]}
          </a>
        ))}
        <span class="gap" />
        <Delete id={id} />
      </div>
    </section>
  );
}
