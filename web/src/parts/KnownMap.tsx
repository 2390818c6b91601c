/** Topics by levels: what is known, what is shaky, and what nobody has asked yet. */
import { LEVELS } from "../plan";
import type { Cell, TopicView } from "../protocol.gen";
import { words } from "../strings";

export function KnownMap({ topics, cells }: { topics: readonly TopicView[]; cells: readonly Cell[] }) {
  const found = new Map(cells.map((cell) => [`${cell.topic}/${cell.level}`, cell]));
  return (
    <div class="map-frame" role="group" aria-labelledby="map" tabIndex={0}>
      <table class="map">
        <thead>
          <tr>
            <th scope="col">{words.bankTopic}</th>
            {LEVELS.map((level) => (
              <th key={level} scope="col">
                {words.levels[level]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topics.map((topic) => (
            <tr key={topic.id}>
              <th scope="row">{topic.title}</th>
              {LEVELS.map((level) => (
                <Square key={level} cell={found.get(`${topic.id}/${level}`)} there={!!topic.counts[level]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Square({ cell, there }: { cell: Cell | undefined; there: boolean }) {
  if (cell) {
    return (
      <td data-state={cell.state}>
        <strong>{words.percent(cell.now.mean)}</strong> <span>{words.progressCell[cell.state]}</span>
      </td>
    );
  }
  if (!there) {
    return (
      <td data-state="none">
        <span aria-hidden="true">–</span>
        <span class="sr-only">{words.progressNone}</span>
      </td>
    );
  }
  return <td data-state="unseen">{words.progressCell.unseen}</td>;
}
