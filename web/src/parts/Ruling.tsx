/** What people make of one verdict: they agree, change it with a word, take that back, or dispute it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { announce } from "../announce";
import { clean } from "../draft";
import { MOST_WORD, type Decision, type MarkView, type TurnView } from "../protocol.gen";
import type { Session } from "../session";
import { answered } from "../store";
import { words } from "../strings";
import { Choice } from "./fields";

type Verdict = Decision["verdict"];

export const ON_POINTS: readonly Verdict[] = ["met", "partly", "missed", "contradicted"];
export const ON_MISCONCEPTIONS: readonly Verdict[] = ["said", "not said"];

interface Props {
  session: Session;
  turn: TurnView;
  mark: MarkView;
  /** The id of the point or misconception, and what it says. */
  subject: string;
  says: string;
  options: readonly Verdict[];
  /** The verdict that stands. */
  stands: Verdict;
  /** The judge's, in words. */
  judged: string;
}

export function Ruling(props: Props) {
  const { session, turn, mark, subject, says, stands, judged } = props;
  if (!answered(turn)) return null;
  const decision = mark.decisions.find((other) => other.subject === subject);
  const dispute = mark.disputes.find((other) => other.subject === subject);
  const press = () =>
    decision
      ? session.do({ type: "undo", turn: turn.id, subject })
      : session.do({ type: "decide", turn: turn.id, subject, verdict: stands, word: "" });
  return (
    <div class="ruling">
      {decision && (
        <p class="by-person">
          <strong>{words.setByPerson}</strong> {words.judgeSaid(judged)} {decision.word && <q>{decision.word}</q>}
        </p>
      )}
      {dispute && (
        <p class="disputed">
          <strong>{words.disputed}</strong> <q>{dispute.word}</q> {!dispute.open && words.settled}
        </p>
      )}
      <div class="ruling-row">
        {/* One button for both, and never disabled, so that the focus stays when it has done its work. */}
        <button type="button" class="link" onClick={() => void press()}>
          {decision ? words.undo : words.agree}
          <About says={says} />
        </button>
        <Change {...props} decision={decision} />
        {!decision && <Dispute {...props} word={dispute?.word ?? ""} />}
      </div>
    </div>
  );
}

/** Which point a control is about, for who can't see where it stands. */
const About = ({ says }: { says: string }) => <span class="sr-only">{words.about(says)}</span>;

function Change({ session, turn, subject, says, options, stands, decision }: Props & { decision?: Decision }) {
  const verdict = useSignal(stands);
  const word = useSignal(decision?.word ?? "");
  const start = () => {
    verdict.value = stands;
    word.value = decision?.word ?? "";
  };
  const save = () =>
    session.do({ type: "decide", turn: turn.id, subject, verdict: verdict.value, word: clean(word.value) });
  return (
    <Fold label={words.change} says={says} onOpen={start} onSubmit={save}>
      <Choice
        legend={words.changeLegend}
        options={options.map((value) => ({ value, label: words.ruling[value] }))}
        value={verdict.value}
        onChange={(value) => (verdict.value = value)}
      />
      <Word label={words.changeWord} value={word.value} onInput={(text) => (word.value = text)} />
      <div class="row end">
        <button type="submit" class="button small" disabled={session.busy.value.has("decide")}>
          {words.save}
        </button>
      </div>
    </Fold>
  );
}

function Dispute({ session, turn, subject, says, word: before }: Props & { word: string }) {
  const word = useSignal(before);
  const told = (done: boolean, line: string) => (done && announce(line), done);
  const send = async () =>
    told(await session.do({ type: "dispute", turn: turn.id, subject, word: clean(word.value) }), words.disputeNoted);
  const withdraw = async () => told(await session.do({ type: "withdraw", turn: turn.id, subject }), words.withdrawn);
  return (
    <Fold
      label={before ? words.yourDispute : words.dispute}
      says={says}
      onOpen={() => (word.value = before)}
      onSubmit={send}
    >
      {(close) => (
        <>
          <p class="help">{words.disputeHelp}</p>
          <Word label={words.disputeWord} value={word.value} onInput={(text) => (word.value = text)} />
          <div class="row end">
            {before && (
              <button type="button" class="button small" onClick={() => void withdraw().then((done) => done && close())}>
                {words.withdraw}
              </button>
            )}
            <button
              type="submit"
              class="button small"
              disabled={session.busy.value.has("dispute") || !word.value.trim()}
            >
              {words.disputeSend}
            </button>
          </div>
        </>
      )}
    </Fold>
  );
}

function Word({ label, value, onInput }: { label: string; value: string; onInput(text: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={MOST_WORD}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

interface FoldProps {
  label: string;
  says: string;
  onOpen(): void;
  /** True once it is done: the form closes then. */
  onSubmit(): Promise<boolean>;
  children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

/** A form that unfolds, and is not in the page before it does. */
function Fold({ label, says, onOpen, onSubmit, children }: FoldProps) {
  const open = useSignal(false);
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    open.value = false;
    details.current?.querySelector("summary")?.focus();
  };
  const toggle = (now: boolean) => {
    if (now && !open.value) onOpen();
    open.value = now;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await onSubmit()) close();
  };
  return (
    <details ref={details} open={open.value} onToggle={(event) => toggle(event.currentTarget.open)}>
      <summary>
        {label}
        <About says={says} />
      </summary>
      {open.value && (
        <form onSubmit={(event) => void submit(event)}>
          {typeof children === "function" ? children(close) : children}
        </form>
      )}
    </details>
  );
}
