/** One question of the bank: a line that opens; its reference answer comes when it is asked for. */
import { useSignal } from "@preact/signals";
import { ApiFault, getAnswer } from "../api";
import type { ModelAnswerView, PublicQuestion } from "../protocol.gen";
import { bankHash, interviewHash } from "../route";
import { english, words } from "../strings";
import { Markdown } from "./Markdown";
import { Reading } from "./Reading";

interface Props {
  question: PublicQuestion;
  open: boolean;
  chosen: boolean;
  onChoose(): void;
  onPractise(): void;
}

export function BankQuestion({ question, open, chosen, onChoose, onPractise }: Props) {
  const opened = useSignal(open);
  const { title, level, kind, minutes } = question;
  return (
    <li class="bank-row" data-chosen={chosen || undefined}>
      <label class="pick" title={words.bankPick}>
        <input type="checkbox" checked={chosen} onChange={onChoose} aria-label={words.bankChoose(title)} />
      </label>
      <details open={open} onToggle={(event) => (opened.value = event.currentTarget.open)}>
        <summary>
          <span class="bank-title" lang={english()}>
            {title}
          </span>
          <span class="tags">{words.bankFacts(words.levels[level], words.kinds[kind], minutes)}</span>
        </summary>
        {opened.value && (
          <div class="bank-body">
            {question.body && <Markdown text={question.body} />}
            <div class="row">
              <button type="button" class="button" onClick={onPractise}>
                {words.bankPractiseThis}
              </button>
              <a class="link" href={bankHash(question.id)}>
                {words.bankLink}
              </a>
            </div>
            <Answer id={question.id} />
          </div>
        )}
      </details>
    </li>
  );
}

function Answer({ id }: { id: string }) {
  const found = useSignal<ModelAnswerView | null>(null);
  const fault = useSignal<ApiFault | null>(null);
  const load = (event: Event) => {
    if (!(event.currentTarget as HTMLDetailsElement).open || found.value) return;
    fault.value = null;
    getAnswer(id)
      .then((answer) => (found.value = answer))
      .catch((error: ApiFault) => (fault.value = error));
  };
  return (
    <details class="reference" onToggle={load}>
      <summary>{words.reference}</summary>
      {fault.value && (
        <div class="notice bad" role="alert">
          <p>{fault.value.message}</p>
          {fault.value.interview && <a href={interviewHash(fault.value.interview)}>{words.bankToInterview}</a>}
        </div>
      )}
      {!found.value && !fault.value && <p class="empty">{words.loading}</p>}
      {found.value && <Whole answer={found.value} />}
    </details>
  );
}

function Whole({ answer }: { answer: ModelAnswerView }) {
  return (
    <>
      <Markdown text={answer.answer} />
      <h3>{words.points}</h3>
      <ul class="says">
        {answer.criteria.map((criterion) => (
          <li key={criterion.id}>
            {criterion.says} <span class="help">{words.worth(criterion.points)}</span>
          </li>
        ))}
      </ul>
      {answer.misconceptions.length > 0 && (
        <>
          <h3>{words.misconceptions}</h3>
          <ul class="says">
            {answer.misconceptions.map((misconception) => (
              <li key={misconception.id}>{misconception.says}</li>
            ))}
          </ul>
        </>
      )}
      <Reading missed={false} list={answer.references} />
      {answer.verified && <p class="help">{words.verified(answer.verified)}</p>}
    </>
  );
}
