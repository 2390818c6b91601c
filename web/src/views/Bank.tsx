/** The bank: every question, to be found, read about, and practised. */
import { useSignal } from "@preact/signals";
import { getBank } from "../api";
import { ALL, find, flip, KINDS, minutes, total, type Shelf, type Wanted } from "../bank";
import { BankQuestion } from "../parts/BankQuestion";
import { Choice, Select } from "../parts/fields";
import { useTitle } from "../parts/focus";
import { Loading, useLoaded } from "../parts/loaded";
import { Reading } from "../parts/Reading";
import { Failure, prepare, useTask } from "../parts/task";
import { LEVELS, withoutSeed } from "../plan";
import type { BankView as Bank, Plan } from "../protocol.gen";
import { bankHash } from "../route";
import { knowSetup, setup } from "../setup";
import { words } from "../strings";
import "../styles/filter.css";
import "../styles/bank.css";

export function BankView({ open }: { open: string | null }) {
  const heading = useTitle(words.bankTitle);
  const bank = useLoaded(async () => (await Promise.all([getBank(), knowSetup()]))[0]);
  return (
    <main class="bank" id="main" tabIndex={-1} aria-busy={!bank.value && !bank.fault}>
      <div class="lead">
        <h1 ref={heading} tabIndex={-1}>
          {words.bankTitle}
        </h1>
        <p>{words.bankLead}</p>
      </div>
      <Loading of={bank} />
      {bank.value && <Shelves key={open} bank={bank.value} open={open} />}
    </main>
  );
}

function Shelves({ bank, open }: { bank: Bank; open: string | null }) {
  const wanted = useSignal<Wanted>(ALL);
  const chosen = useSignal<readonly string[]>([]);
  const mode = useSignal<Plan["mode"]>("study");
  const task = useTask();
  const asked = bank.questions.filter((question) => question.id === open);
  const shelves = find(open ? { ...bank, questions: asked } : bank, wanted.value);

  const practise = async (questions: readonly string[]) => {
    if (!setup.value) return;
    const plan = { ...withoutSeed(setup.value.defaults), mode: mode.value };
    await task.run(() => prepare({ ...plan, questions: [...questions], number: questions.length }));
  };

  return (
    <>
      {open ? (
        <p class="back">
          <a href={bankHash()}>{words.bankAll}</a>
        </p>
      ) : (
        <Filter bank={bank} wanted={wanted.value} set={(changes) => (wanted.value = { ...wanted.value, ...changes })} />
      )}
      <p class="help found" role="status">
        {open && !asked.length ? words.bankNoSuch : words.bankFound(total(shelves))}
      </p>
      {shelves.map((shelf) => (
        <Topic
          key={shelf.topic.id}
          shelf={shelf}
          open={open}
          chosen={chosen.value}
          onChoose={(id) => (chosen.value = flip(chosen.value, id))}
          onPractise={(id) => void practise([id])}
        />
      ))}
      <Failure task={task} />
      {chosen.value.length > 0 && (
        <section class="chosen" aria-label={words.bankChosen}>
          <p>
            <strong>{words.fitCount(chosen.value.length)}</strong>{" "}
            <span class="help">{words.bankMinutes(minutes(bank, chosen.value))}</span>
          </p>
          <Choice
            legend={words.mode}
            options={(["study", "exam"] as const).map((value) => ({ value, label: words.modes[value] }))}
            value={mode.value}
            onChange={(value) => (mode.value = value)}
          />
          <div class="row">
            <button type="button" class="button quiet" onClick={() => (chosen.value = [])}>
              {words.bankClear}
            </button>
            <button
              type="button"
              class="button primary"
              disabled={task.busy.value}
              onClick={() => void practise(chosen.value)}
            >
              {task.busy.value ? words.preparing : words.bankPractise}
            </button>
          </div>
        </section>
      )}
    </>
  );
}

interface FilterProps {
  bank: Bank;
  wanted: Wanted;
  set(changes: Partial<Wanted>): void;
}

function Filter({ bank, wanted, set }: FilterProps) {
  return (
    <form class="filter" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="field wide">
        <label for="search">{words.bankSearch}</label>
        <input
          id="search"
          type="search"
          value={wanted.text}
          placeholder={words.bankSearchHint}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
      </div>
      <Select
        label={words.bankTopic}
        value={wanted.topic}
        options={bank.topics.map((topic) => [topic.id, topic.title])}
        onChange={(topic) => set({ topic })}
      />
      <Select
        label={words.bankLevel}
        value={wanted.level}
        options={LEVELS.map((level) => [level, words.levels[level]])}
        onChange={(level) => set({ level: level as Wanted["level"] })}
      />
      <Select
        label={words.bankKind}
        value={wanted.kind}
        options={KINDS.map((kind) => [kind, words.kinds[kind]])}
        onChange={(kind) => set({ kind: kind as Wanted["kind"] })}
      />
    </form>
  );
}

interface TopicProps {
  shelf: Shelf;
  open: string | null;
  chosen: readonly string[];
  onChoose(id: string): void;
  onPractise(id: string): void;
}

function Topic({ shelf: { topic, questions }, open, chosen, onChoose, onPractise }: TopicProps) {
  return (
    <section class="shelf" aria-labelledby={`topic-${topic.id}`}>
      <h2 id={`topic-${topic.id}`}>
        {topic.title} <span class="count">{questions.length}</span>
      </h2>
      <p class="help">{topic.about}</p>
      <ul>
        {questions.map((question) => (
          <BankQuestion
            key={question.id}
            question={question}
            open={question.id === open}
            chosen={chosen.includes(question.id)}
            onChoose={() => onChoose(question.id)}
            onPractise={() => onPractise(question.id)}
          />
        ))}
      </ul>
      {!open && <Reading missed={false} list={topic.reading} />}
    </section>
  );
}
