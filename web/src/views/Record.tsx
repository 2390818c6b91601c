/** The record: every interview, to be found by words and conditions, a page at a time. The address says which. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { announce } from "../announce";
import { getInterviews } from "../api";
import { Select } from "../parts/fields";
import { useTitle } from "../parts/focus";
import { InterviewRow } from "../parts/InterviewRow";
import { Loading, useLoaded } from "../parts/loaded";
import { TakeIn } from "../parts/TakeIn";
import type { InterviewPage } from "../protocol.gen";
import { change, pages, parse, query, SORTS, STATES, type Field, type Wanted } from "../record";
import { interviewHash, recordHash } from "../route";
import { farewell, knowSetup, setup } from "../setup";
import { words } from "../strings";
import "../styles/filter.css";
import "../styles/record.css";

const REST = 250;

export function RecordView({ wanted: address }: { wanted: string }) {
  const heading = useTitle(words.recordTitle);
  const wanted = parse(address);
  const said = useMemo(() => {
    const word = farewell.peek();
    farewell.value = "";
    return word;
  }, []);
  const page = useLoaded(async () => (await Promise.all([getInterviews(query(wanted)), knowSetup()]))[0], [address]);
  const set = (changes: Partial<Record<Field, string>>) =>
    location.replace(recordHash(query(change(wanted, changes)).toString()));
  return (
    <main class="record" id="main" tabIndex={-1}>
      <div class="lead">
        <h1 ref={heading} tabIndex={-1}>
          {words.recordTitle}
        </h1>
        <p>{words.recordLead}</p>
      </div>
      {/* Below the heading, which the page scrolls to. */}
      {said && (
        <p class="notice" role="status">
          {said}
        </p>
      )}
      <Filter wanted={wanted} judges={page.value?.judges ?? []} set={set} />
      <Loading of={page} />
      {page.value && <Found page={page.value} wanted={wanted} />}
      <TakeIn />
    </main>
  );
}

function Found({ page, wanted }: { page: InterviewPage; wanted: Wanted }) {
  const none = page.found === 0 && query(wanted).toString() === "";
  const of = pages(page.found, page.limit);
  const top = useRef<HTMLParagraphElement>(null);
  const turned = useRef(wanted.page);
  // Who comes back from an interview is where they were.
  useEffect(() => {
    const left = (history.state as { row?: string } | null)?.row;
    const link = left && document.querySelector<HTMLElement>(`.past-row[href="${CSS.escape(interviewHash(left))}"]`);
    if (!link) return;
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "center" });
  }, []);
  // Another page is read from its top. Narrowing leads to the first one, too, but there the focus is in a field.
  useEffect(() => {
    const before = turned.current;
    turned.current = wanted.page;
    if (before === wanted.page || document.activeElement?.closest("form")) return;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: "start" });
    announce(words.recordPage(wanted.page, of));
  }, [page]);
  return (
    <>
      <p class="help found" role="status" ref={top} tabIndex={-1}>
        {none ? words.recordEmpty : words.recordFound(page.found)}
      </p>
      <ul class="card rows" hidden={!page.interviews.length}>
        {page.interviews.map((row) => (
          <InterviewRow key={row.id} row={row} onLeave={() => history.replaceState({ row: row.id }, "")} />
        ))}
      </ul>
      <Pager wanted={wanted} of={of} />
    </>
  );
}

function Pager({ wanted, of }: { wanted: Wanted; of: number }) {
  if (of === 1 && wanted.page === 1) return null;
  const link = (page: number, there: boolean, name: string): ComponentChildren =>
    there ? (
      <a class="button" href={recordHash(query({ ...wanted, page }).toString())}>
        {name}
      </a>
    ) : (
      <span class="button" aria-disabled="true">
        {name}
      </span>
    );
  const at = wanted.page;
  return (
    <nav class="pager" aria-label={words.recordPages}>
      {link(1, at > 1, words.recordFirst)}
      {link(Math.min(at - 1, of), at > 1, words.recordBefore)}
      <span>{words.recordPage(at, of)}</span>
      {link(at + 1, at < of, words.recordNext)}
      {link(of, at < of, words.recordLast)}
    </nav>
  );
}

interface FilterProps {
  wanted: Wanted;
  judges: readonly string[];
  set(changes: Partial<Record<Field, string>>): void;
}

function Filter({ wanted, judges, set }: FilterProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (q: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set({ q }), REST);
  };
  const select = (name: Field, label: string, options: readonly (readonly [string, string])[], any?: string) => (
    <Select label={label} value={wanted[name]} options={options} any={any} onChange={(value) => set({ [name]: value })} />
  );
  const day = (name: "since" | "until", label: string) => (
    <label class="field">
      <span class="field-name">{label}</span>
      <input type="date" value={wanted[name]} onChange={(event) => set({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form class="filter record-filter" role="search" onSubmit={(event) => event.preventDefault()}>
      <div class="field wide">
        <label for="search">{words.bankSearch}</label>
        <input
          id="search"
          type="search"
          maxLength={200}
          value={wanted.q}
          placeholder={words.recordHint}
          onInput={(event) => search(event.currentTarget.value)}
        />
      </div>
      {select("topic", words.bankTopic, setup.value?.topics.map((topic) => [topic.id, topic.title]) ?? [])}
      {select("mode", words.recordMode, (["exam", "study"] as const).map((mode) => [mode, words.modes[mode]]))}
      {select("state", words.recordState, STATES.map((state) => [state, words.recordStates[state]]))}
      {(judges.length > 1 || wanted.judge) && select("judge", words.recordJudge, judges.map((judge) => [judge, words.judgeName(judge)]))}
      {day("since", words.recordSince)}
      {day("until", words.recordUntil)}
      {select("sort", words.recordSort, SORTS.slice(1).map((sort) => [sort, words.recordSorts[sort]]), words.recordSorts.newest)}
    </form>
  );
}
