/** Whose grades these are, and what such a judge can tell: no score stands without it. */
import { byPeople, finalMark, isBasic, isRule, judgesOf } from "../grades";
import type { Grade } from "../protocol.gen";
import { questions, type Interview } from "../store";
import { words } from "../strings";

export function Judges({ state }: { state: Interview }) {
  const judges = judgesOf(state);
  const [basic, model] = [judges.some(isBasic), judges.some((judge) => !isBasic(judge))];
  const { set, of } = byPeople(state);
  const people = set > 0 && <p>{words.byPeople(set, of)}</p>;
  if (judges.length === 0) {
    if (!allByRule(state)) return null;
    return (
      <div class="judges">
        <p>{words.ruleJudge("")}</p>
        {people}
      </div>
    );
  }
  return (
    <div class="judges">
      <p>
        <strong>{words.judgeLine(judges.join(", "))}</strong>{" "}
        {/* Of judges that mean different things, each says below what it means. */}
        {!(basic && model) && `${basic ? words.basicLabel : words.modelLabel}.`}
      </p>
      {people}
      {judges.length > 1 && <p class="notice small">{words.mixed}</p>}
      {basic && <Meaning label={model ? words.basicLabel : ""} means={words.basicMeans} />}
      {model && <Meaning label={basic ? words.modelLabel : ""} means={words.modelMeans} />}
    </div>
  );
}

function Meaning({ label, means }: { label: string; means: string }) {
  return (
    <p class="help">
      {label && <strong>{label}.</strong>} {means}
    </p>
  );
}

/** Whether there are grades, and no judge had to be asked for any. */
const allByRule = (state: Interview): boolean => questions(state).some((turn) => finalMark(turn.review)?.grade);

/** The judge of one grade, in a line. */
export function JudgeOf({ grade }: { grade: Grade }) {
  const { judge } = grade.provenance;
  // A rule gives every point the same reason: it is said once.
  if (isRule(judge)) return <p class="help">{words.ruleJudge(grade.points[0]?.reason ?? "")}</p>;
  return (
    <p class="help">
      {words.judgeLine(judge)} {isBasic(judge) ? words.basicLabel : words.modelLabel}.
    </p>
  );
}
