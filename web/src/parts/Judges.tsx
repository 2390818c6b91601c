/** Whose grades these are, and what such a judge can tell: no score stands without it. */
import { isBasic, isRule, judgesOf } from "../grades";
import type { Grade } from "../protocol.gen";
import type { Interview } from "../store";
import { words } from "../strings";

export function Judges({ state }: { state: Interview }) {
  const judges = judgesOf(state);
  if (judges.length === 0) return null;
  return (
    <div class="judges">
      <p>
        <strong>{words.judgeLine(judges.join(", "))}</strong>
      </p>
      {judges.length > 1 && <p class="notice small">{words.mixed}</p>}
      {judges.some(isBasic) && <Meaning label={words.basicLabel} means={words.basicMeans} />}
      {judges.some((judge) => !isBasic(judge)) && <Meaning label={words.modelLabel} means={words.modelMeans} />}
    </div>
  );
}

function Meaning({ label, means }: { label: string; means: string }) {
  return (
    <p class="help">
      <strong>{label}.</strong> {means}
    </p>
  );
}

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
