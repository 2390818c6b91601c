/** The points of a rubric with their verdicts, and what was said that is not so. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { CREDIT, isBasic, isRule } from "../grades";
import type { Evidence, Grade, MarkView, Point, ReviewView, TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { answered } from "../store";
import { english, words } from "../strings";
import { quoted } from "../text/evidence";
import { foundKey, pointKey } from "./Answers";
import { Icon } from "./Icon";
import { ON_MISCONCEPTIONS, ON_POINTS, Ruling } from "./Ruling";

interface Props {
  session: Session;
  /** The question's own turn. */
  turn: TurnView;
  review: ReviewView;
  mark: MarkView;
  /** The judge's; a person's, where there is one, is in the mark. */
  grade: Grade;
  /** The graded answers, by part. */
  answers: readonly string[];
  active: Signal<string | null>;
}

export function Points(props: Props) {
  const { session, turn, review, mark, grade, answers, active } = props;
  const { judge } = grade.provenance;
  const basic = isBasic(judge);
  return (
    <>
      <h3>{words.points}</h3>
      {answered(turn) && <p class="help">{words.rulingHelp}</p>}
      <ul class="points">
        {review.criteria.map((criterion) => {
          const judged = grade.points.find((p) => p.criterion === criterion.id);
          const point = mark.human?.points.find((p) => p.criterion === criterion.id) ?? judged;
          if (!judged || !point) return null;
          const decided = mark.decisions.some((decision) => decision.subject === criterion.id);
          return (
            <Item key={criterion.id} id={pointKey(criterion.id)} verdict={point.verdict} active={active}>
              <p class="verdict">
                <Icon name={point.verdict} />
                <strong>{words.verdict(point.verdict, basic && !decided)}</strong>
                <span class="worth">{words.ofPoints(criterion.points * CREDIT[point.verdict], criterion.points)}</span>
              </p>
              <p lang={english()}>{criterion.says}</p>
              <Why
                reason={
                  isRule(judge) || sameWords(judged.reason, words.verdict(judged.verdict, basic)) ? "" : judged.reason
                }
                evidence={judged.evidence}
                answers={answers}
                id={pointKey(criterion.id)}
                active={active}
              />
              <Ruling
                session={session}
                turn={turn}
                mark={mark}
                subject={criterion.id}
                says={criterion.says}
                options={ON_POINTS}
                stands={point.verdict === "unverified" ? "missed" : point.verdict}
                judged={words.verdict(judged.verdict, basic)}
              />
            </Item>
          );
        })}
      </ul>
      {review.misconceptions.length > 0 && <Misconceptions {...props} />}
    </>
  );
}

/** Whether a reason only says the verdict again. */
const sameWords = (reason: string, verdict: string): boolean =>
  reason.toLowerCase().replace(/\W+$/, "") === verdict.toLowerCase();

function Misconceptions({ session, turn, review, mark, grade, answers, active }: Props) {
  // The review names those of the first answer alone too.
  const here = review.misconceptions.filter(
    ({ id }) => has(grade, id) || has(mark.human, id) || mark.decisions.some((decision) => decision.subject === id),
  );
  if (here.length === 0) return null;
  return (
    <>
      <h3>{words.misconceptions}</h3>
      <ul class="points">
        {here.map(({ id, says, costs }) => {
          const found = has(grade, id);
          const said = has(mark.human ?? grade, id) !== undefined;
          const key = foundKey(id);
          return (
            <Item key={key} id={key} verdict={said ? "contradicted" : "missed"} active={active}>
              <p class="verdict">
                <Icon name={said ? "contradicted" : "missed"} />
                <strong lang={english()}>{said ? says : <s>{says}</s>}</strong>
                <span class="worth">{words.costs(said ? costs : 0)}</span>
              </p>
              {found && (
                <Why reason={found.reason} evidence={found.evidence} answers={answers} id={key} active={active} />
              )}
              <Ruling
                session={session}
                turn={turn}
                mark={mark}
                subject={id}
                says={says}
                options={ON_MISCONCEPTIONS}
                stands={said ? "said" : "not said"}
                judged={words.ruling[found ? "said" : "not said"]}
              />
            </Item>
          );
        })}
      </ul>
    </>
  );
}

const has = (grade: Grade | null, id: string) => grade?.misconceptions.find((found) => found.misconception === id);

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
    // Once the words are there to be seen: an answer may have been shown formatted.
    requestAnimationFrame(() =>
      whole?.querySelector(`mark[data-keys~="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "center" }),
    );
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
