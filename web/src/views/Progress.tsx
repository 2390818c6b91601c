/** How it goes: scores over time, what is known, time, how well one knows oneself, and what to practise again. */
import { useSignal } from "@preact/signals";
import { getStanding } from "../api";
import { countdown } from "../clock";
import { Chart } from "../parts/Chart";
import { Due } from "../parts/Due";
import { Choice, Select } from "../parts/fields";
import { useTitle } from "../parts/focus";
import { KnownMap } from "../parts/KnownMap";
import { Loading, useLoaded } from "../parts/loaded";
import type { Calibration, Pace, Report, StandingView } from "../protocol.gen";
import { knowSetup, setup, topicTitle } from "../setup";
import { words } from "../strings";
import "../styles/filter.css";
import "../styles/table.css";
import "../styles/progress.css";

export function ProgressView() {
  const heading = useTitle(words.progressTitle);
  const standing = useLoaded(async () => (await Promise.all([getStanding(), knowSetup()]))[0]);
  return (
    <main class="growth" id="main" tabIndex={-1}>
      <div class="lead">
        <h1 ref={heading} tabIndex={-1}>
          {words.progressTitle}
        </h1>
        <p>{words.progressLead}</p>
      </div>
      <Loading of={standing} />
      {standing.value && <All standing={standing.value} />}
    </main>
  );
}

function All({ standing }: { standing: StandingView }) {
  const by = useSignal(0);
  const report = standing.reports[by.value];
  return (
    <>
      {standing.results === 0 && <p class="empty">{words.progressEmpty}</p>}
      {standing.results > 0 && <Due standing={standing} />}
      {standing.results > 0 && !report && <p class="empty">{words.progressNoGrades}</p>}
      {standing.reports.length > 1 && (
        <Choice
          legend={words.progressJudge}
          help={words.progressJudgeWhy}
          options={standing.reports.map(({ judge }, value) => ({ value, label: words.judgeName(judge) }))}
          value={by.value}
          onChange={(n) => (by.value = n)}
        />
      )}
      {report && <By key={report.judge} report={report} />}
    </>
  );
}

function By({ report }: { report: Report }) {
  return (
    <>
      <Course report={report} />
      <section class="card" aria-labelledby="map">
        <h2 id="map">{words.progressMap}</h2>
        <p class="help">{words.progressMapHelp}</p>
        <KnownMap topics={setup.value?.topics ?? []} cells={report.cells} />
      </section>
      <div class="halves">
        {report.paces.length > 0 && <Times paces={report.paces} />}
        <Sure said={report.calibration} />
      </div>
    </>
  );
}

function Course({ report }: { report: Report }) {
  const topic = useSignal("");
  const moments = report.topics[topic.value] ?? report.overall;
  const now = moments.at(-1)?.now;
  return (
    <section class="card" aria-labelledby="course">
      <h2 id="course">{words.progressOver}</h2>
      <div class="course-top">
        {now && (
          <p class="course-now">
            <span class="big">{words.percent(now.mean)}</span>
            <span class="help">
              {words.progressNow(now.number)}, {words.judgedBy(report.judge)}: {words.progressRange(now.low, now.high)}.
            </span>
          </p>
        )}
        <Select
          label={words.bankTopic}
          value={topic.value}
          any={words.progressAll}
          options={Object.keys(report.topics).map((id) => [id, topicTitle(id)])}
          onChange={(id) => (topic.value = id)}
        />
      </div>
      <Chart name={topic.value ? topicTitle(topic.value) : words.progressAll} moments={moments} />
      <p class="help">{words.progressOverHelp}</p>
    </section>
  );
}

function Times({ paces }: { paces: readonly Pace[] }) {
  return (
    <section class="card" aria-labelledby="times">
      <h2 id="times">{words.progressTime}</h2>
      <p class="help">{words.progressTimeHelp}</p>
      <dl class="pairs">
        {paces.map(({ topic, seconds, share }) => (
          <div key={topic}>
            <dt>{topicTitle(topic)}</dt>
            <dd>{words.progressSeconds(countdown(seconds), share)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Sure({ said }: { said: readonly Calibration[] }) {
  const number = said.reduce((sum, { result }) => sum + result.number, 0);
  const over = said.reduce((sum, { sure, result }) => sum + (sure - result.mean) * result.number, 0) / (number || 1);
  return (
    <section class="card" aria-labelledby="sure">
      <h2 id="sure">{words.progressSure}</h2>
      {!number && <p class="help">{words.progressSureNone}</p>}
      {number > 0 && (
        <>
          <p class="help">{words.progressSureHelp}</p>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.progressSaid}</th>
                <th scope="col">{words.progressCame}</th>
                <th scope="col">{words.progressAnswers}</th>
              </tr>
            </thead>
            <tbody>
              {said.map(({ sure, result }) => (
                <tr key={sure}>
                  <th scope="row">
                    {words.sureChoice(sure)} ({words.percent(sure)})
                  </th>
                  <td>{words.percent(result.mean)}</td>
                  <td>{result.number}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>{words.progressVerdict(over)}</p>
        </>
      )}
    </section>
  );
}
