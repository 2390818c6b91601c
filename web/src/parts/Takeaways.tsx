/** What a coach looks for first: what cost most, what went well, and where. */
import { topicTitle } from "../setup";
import type { Interview } from "../store";
import { english, words } from "../strings";
import { Link } from "./Reading";
import { partsBy, strengths, worthMost, type Part, type Takeaway } from "../takeaways";

export function Takeaways({ state, go }: { state: Interview; go: (number: number) => void }) {
  const [lost, made] = [worthMost(state), strengths(state)];
  const [topics, levels] = [partsBy(state, "topic"), partsBy(state, "level")];
  if (!lost.length && !made.length) return null;
  return (
    <section class="card takeaways" aria-labelledby="takeaways">
      <h2 id="takeaways">{words.takeaways}</h2>
      <div class="takeaway-lists">
        <List title={words.worthMost} none={words.worthMostNone} rows={lost} share={words.wouldAdd} go={go} />
        <List title={words.strengths} none={words.strengthsNone} rows={made} go={go} />
      </div>
      {(topics.length > 0 || levels.length > 0) && (
        <div class="takeaway-lists">
          <Parts title={words.byTopic} parts={topics} name={topicTitle} />
          <Parts title={words.byLevel} parts={levels} name={(id) => words.levels[id as keyof typeof words.levels]} />
        </div>
      )}
    </section>
  );
}

interface ListProps {
  title: string;
  none: string;
  rows: readonly Takeaway[];
  share?: (share: number) => string;
  go: (number: number) => void;
}

function List({ title, none, rows, share, go }: ListProps) {
  return (
    <div>
      <h3>{title}</h3>
      {rows.length === 0 && <p class="help">{none}</p>}
      <ul class="takeaway-list">
        {rows.map(({ number, criterion, share: part }) => (
          <li key={`${number}:${criterion.id}`}>
            <p lang={english()}>{criterion.says}</p>
            <p class="help">
              {share && `${share(part)} · `}
              <button type="button" class="link" onClick={() => go(number)}>
                {words.toQuestion(number)}
              </button>
              {share &&
                criterion.read.map((reference) => (
                  <span key={reference.id}>
                    {" · "}
                    <Link {...reference} />
                  </span>
                ))}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Parts({ title, parts, name }: { title: string; parts: readonly Part[]; name: (id: string) => string }) {
  if (!parts.length) return null;
  return (
    <div>
      <h3>{title}</h3>
      <dl class="takeaway-parts">
        {parts.map(({ id, score, counted }) => (
          <div key={id}>
            <dt>{name(id)}</dt>
            <dd>
              <span class="bar" aria-hidden="true">
                <span style={{ width: `${Math.round(score * 100)}%` }} />
              </span>
              {words.percent(score)} <span class="help">{words.ofQuestions(counted)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
