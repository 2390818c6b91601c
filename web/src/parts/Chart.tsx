/** Scores over time with their intervals: drawn as shapes only, with its words beside it and as a table. */
import { band, course, spots } from "../chart";
import { day } from "../dates";
import type { Moment } from "../protocol.gen";
import { words } from "../strings";

const GRID = [0, 0.25, 0.5, 0.75, 1];

export function Chart({ name, moments }: { name: string; moments: readonly Moment[] }) {
  const at = spots(moments);
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last) return null;
  const label = words.progressChart(name, day(first.day), day(last.day), last.now.mean);
  return (
    <figure class="chart">
      <div class="chart-frame">
        <div class="chart-scale" aria-hidden="true">
          {GRID.toReversed().map((score) => (
            <span key={score}>{words.percent(score)}</span>
          ))}
        </div>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
          {GRID.map((score) => (
            <line key={score} class="chart-grid" x1="0" x2="100" y1={100 - 100 * score} y2={100 - 100 * score} />
          ))}
          <polygon class="chart-band" points={band(at)} />
          <polyline class="chart-line" points={course(at)} />
          {at.map(({ x, y, low, high }, n) => (
            <g key={n}>
              {at.length === 1 && <line class="chart-line thin" x1={x} x2={x} y1={low} y2={high} />}
              {/* A line of no length with round ends stays round in whatever shape the box is stretched to. */}
              <line class="chart-dot" x1={x} x2={x} y1={y} y2={y} />
            </g>
          ))}
        </svg>
      </div>
      <figcaption class="chart-days" aria-hidden="true">
        <span>{day(first.day)}</span>
        {at.length > 1 && <span>{day(last.day)}</span>}
      </figcaption>
      <details>
        <summary>{words.progressTable}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.progressDay}</th>
              <th scope="col">{words.progressMean}</th>
              <th scope="col">{words.progressInterval}</th>
              <th scope="col">{words.progressAnswers}</th>
            </tr>
          </thead>
          <tbody>
            {moments.toReversed().map(({ day: date, now }) => (
              <tr key={date}>
                <th scope="row">{day(date)}</th>
                <td>{words.percent(now.mean)}</td>
                <td>
                  {words.percent(now.low)} – {words.percent(now.high)}
                </td>
                <td>{now.number}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
