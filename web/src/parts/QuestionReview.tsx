/** The feedback on one question: what was asked and answered, and each point with the words that it rests on. */
import { useSignal } from "@preact/signals";
import { earned, finalMark, needsLook, nextTime, quoting, readingFor, stands } from "../grades";
import type { Grade, MarkView, ReviewView, TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { attemptsHash } from "../route";
import { parts, reached } from "../store";
import { english, words } from "../strings";
import { Answers } from "./Answers";
import { JudgeOf } from "./Judges";
import { Markdown } from "./Markdown";
import { Points } from "./Points";
import { Reading } from "./Reading";
import { Tags } from "./Tags";
import { useIdle } from "./idle";

interface Props {
  session: Session;
  /** The question's turn, then its follow-ups. */
  turns: readonly TurnView[];
  /** The interview is over. */
  over?: boolean;
}

export function QuestionReview({ session, turns, over = false }: Props) {
  const active = useSignal<string | null>(null);
  const [root] = turns;
  if (!root?.question) return null;
  const { review } = root;
  const mark = finalMark(review);
  const grade = stands(mark);
  const given = reached(root) || mark;
  return (
    <div class="question-review">
      <Tags question={root.question} />
      <div class={given ? "sides" : "sides one"}>
        {given ? (
          <Answers turns={turns} grade={quoting(mark)} active={active} />
        ) : (
          <Markdown class="asked" text={root.question.title} />
        )}
        <div class="verdicts" tabIndex={-1}>
          {mark && <Standing session={session} turn={root} mark={mark} review={review!} />}
          {mark?.grade && (
            <Points
              session={session}
              turn={root}
              review={review!}
              mark={mark}
              grade={mark.grade}
              answers={parts(turns).map((t) => t.answer ?? "")}
              active={active}
            />
          )}
          {review && <NextTime says={nextTime(review, grade)} />}
          {review && <Reading {...readingFor(review, grade)} />}
          {review && <Reference answer={review.answer} />}
          {over && (
            <p class="to-attempts">
              <a href={attemptsHash(root.question.id)}>{words.attemptsLink}</a>
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

function NextTime({ says }: { says: string | null }) {
  if (!says) return null;
  return (
    <p class="next-time">
      <strong>{words.nextTime}</strong> <span lang={english()}>{words.quoted(says)}</span>
    </p>
  );
}

function Reference({ answer }: { answer: string }) {
  const idle = useIdle();
  return (
    <details class="reference">
      <summary>{words.reference}</summary>
      {idle && <Markdown text={answer} />}
    </details>
  );
}

interface StandingProps {
  session: Session;
  turn: TurnView;
  mark: MarkView;
  review: ReviewView;
}

/** Where the grade stands, and what one can do about it. */
function Standing({ session, turn, mark, review }: StandingProps) {
  if (mark.status === "pending") {
    return (
      <div class="notice">
        <p class="waiting">{words.pending}</p>
        <p class="help">{words.pendingWhy}</p>
      </div>
    );
  }
  if (mark.status === "ungraded" || !mark.grade) return <Ungraded session={session} turn={turn} mark={mark} />;
  const grade = mark.human ?? mark.grade;
  return (
    <div class="standing">
      <p class="standing-score">
        <strong>{words.percent(grade.score)}</strong> {words.ofPoints(earned(grade), grade.possible)}
      </p>
      {mark.human && <ByPerson session={session} turn={turn} judged={mark.grade} />}
      {review.all && review.first?.grade && <p class="help">{words.firstOnly(review.first.grade.score)}</p>}
      <JudgeOf grade={mark.grade} />
      {mark.confirmed && <p class="help">{words.confirmed}</p>}
      {needsLook(mark) && <Look session={session} turn={turn} grade={mark.grade} />}
    </div>
  );
}

/** The button goes when it has done its work: the focus stays with the verdicts that it was among. */
async function thenHere(event: Event, done: Promise<boolean>): Promise<void> {
  const place = (event.currentTarget as HTMLElement).closest<HTMLElement>(".verdicts");
  if (await done) place?.focus({ preventScroll: true });
}

/** A person's grade: that it is one, what the judge gave, and the way back to that. */
function ByPerson({ session, turn, judged }: { session: Session; turn: TurnView; judged: Grade }) {
  return (
    <p class="by-person">
      <strong>{words.setByPerson}</strong> {words.judgeGave(judged.score)}{" "}
      <button
        type="button"
        class="link"
        disabled={session.busy.value.has("undo")}
        onClick={(event) => void thenHere(event, session.do({ type: "undo", turn: turn.id, subject: null }))}
      >
        {words.undoAll}
      </button>
    </p>
  );
}

function Ungraded({ session, turn, mark }: Omit<StandingProps, "review">) {
  return (
    <div class="notice bad">
      <p>
        <strong>{words.ungraded}.</strong> {mark.reason}
      </p>
      <p class="help">{words.ungradedWhy}</p>
      <button
        type="button"
        class="button"
        disabled={session.busy.value.has("retry")}
        onClick={(event) => void thenHere(event, session.do({ type: "retry", turn: turn.id }))}
      >
        {words.retry}
      </button>
    </div>
  );
}

function Look({ session, turn, grade }: { session: Session; turn: TurnView; grade: Grade }) {
  return (
    <div class="notice look">
      <p>
        <strong>{words.needsReview}.</strong> {words.needsReviewWhy}
      </p>
      <ul>
        {grade.flags.map((flag) => (
          <li key={flag}>{words.flag(flag)}</li>
        ))}
      </ul>
      <button
        type="button"
        class="button"
        disabled={session.busy.value.has("confirm")}
        onClick={(event) => void thenHere(event, session.do({ type: "confirm", turn: turn.id }))}
      >
        {words.confirm}
      </button>
    </div>
  );
}
