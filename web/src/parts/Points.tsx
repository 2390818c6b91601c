/** The points of a rubric with their verdicts, and what was said that is not so. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { CREDIT, isBasic, isRule } from "../grades";
import type { Evidence, Grade, Point, ReviewView } from "../protocol.gen";
import { words } from "../strings";
import { quoted } from "../text/evidence";
import { foundKey, pointKey } from "./Answers";
import { Icon } from "./Icon";

interface Props {
  review: ReviewView;
  grade: Grade;
  /** The graded answers, by part. */
  answers: readonly string[];
  active: Signal<string | null>;
}

export function Points({ review, grade, answers, active }: Props) {
  const { judge } = grade.provenance;
  const basic = isBasic(judge);
  return (
    <>
      <h3>{words.points}</h3>
      <ul class="points">
        {review.criteria.map((criterion) => {
          const point = grade.points.find((p) => p.criterion === criterion.id);
          if (!point) return null;
          return (
            <Item key={criterion.id} id={pointKey(criterion.id)} verdict={point.verdict} active={active}>
              <p class="verdict">
                <Icon name={point.verdict} />
                <strong>{words.verdict(point.verdict, basic)}</strong>
                <span class="worth">{words.ofPoints(criterion.points * CREDIT[point.verdict], criterion.points)}</span>
              </p>
              <p>{criterion.says}</p>
              <Why
                reason={
                  isRule(judge) || sameWords(point.reason, words.verdict(point.verdict, basic)) ? "" : point.reason
                }
                evidence={point.evidence}
                answers={answers}
                id={pointKey(criterion.id)}
                active={active}
              />
            </Item>
          );
        })}
      </ul>
      {grade.misconceptions.length > 0 && (
        <Misconceptions review={review} grade={grade} answers={answers} active={active} />
      )}
    </>
  );
}

/** Whether a reason only says the verdict again. */
const sameWords = (reason: string, verdict: string): boolean =>
  reason.toLowerCase().replace(/\W+$/, "") === verdict.toLowerCase();

function Misconceptions({ review, grade, answers, active }: Props) {
  return (
    <>
      <h3>{words.misconceptions}</h3>
      <ul class="points">
        {grade.misconceptions.map((found) => {
          const known = review.misconceptions.find((m) => m.id === found.misconception);
          const key = foundKey(found.misconception);
          return (
            <Item key={key} id={key} verdict="contradicted" active={active}>
              <p class="verdict">
                <Icon name="contradicted" />
                <strong>{known?.says ?? found.misconception}</strong>
                {known && <span class="worth">{words.costs(known.costs)}</span>}
              </p>
              <Why reason={found.reason} evidence={found.evidence} answers={answers} id={key} active={active} />
            </Item>
          );
        })}
      </ul>
    </>
  );
}

interface ItemProps {
  id: string;
  verdict: Point["verdict"];
  active: Signal<string | null>;
  children: ComponentChildren;
}

/** A point that makes its words in the answer stand out while it is looked at. */
function Item({ id, verdict, active, children }: ItemProps) {
  const on = () => (active.value = id);
  const off = () => (active.value = null);
  return (
    <li
      class="point"
      data-verdict={verdict}
      data-active={active.value === id || undefined}
      onMouseEnter={on}
      onMouseLeave={off}
      onFocusIn={on}
      onFocusOut={off}
    >
      {children}
    </li>
  );
}

interface WhyProps {
  reason: string;
  evidence: readonly Evidence[];
  answers: readonly string[];
  id: string;
  active: Signal<string | null>;
}

function Why({ reason, evidence, answers, id, active }: WhyProps) {
  const place = useRef<HTMLDivElement>(null);
  const show = () => {
    active.value = id;
    const whole = place.current?.closest(".question-review");
    whole?.querySelector(`mark[data-keys~="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" });
  };
  return (
    <div class="why" ref={place}>
      {evidence.length > 0 && (
        <p class="quote">
          <span class="speaker">{words.quote}</span> <q>{quoted(answers, evidence)}</q>{" "}
          <button type="button" class="link" onClick={show}>
            {words.showQuote}
          </button>
        </p>
      )}
      {reason && <p class="reason">{reason}</p>}
    </div>
  );
}
