/** Where the answer is written: it is kept from the first key on, and sent by one. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../announce";
import { length, overflow, saving } from "../draft";
import { MOST_ANSWER, MOST_BYTES, type TurnView } from "../protocol.gen";
import type { Session } from "../session";
import type { Interview } from "../store";
import { english, words } from "../strings";
import { insert } from "../voice";
import { AskBack } from "./AskBack";
import { Confirm } from "./Confirm";
import { Icon } from "./Icon";
import { later } from "./later";
import { Markdown } from "./Markdown";

const Dictate = later(async () => (await import("./Dictate")).Dictate, true);

interface Props {
  session: Session;
  state: Interview;
  turn: TurnView;
}

export function AnswerBox({ session, state, turn }: Props) {
  const draft = session.drafts.of(turn.id).value;
  const preview = useSignal(false);
  const sending = session.busy.value.has("answer");
  const open = turn.phase === "open" && !sending && session.up.value !== turn.id;
  const send = () => void (open && session.answer(turn.id));
  const ready = open && !!draft.text.trim() && !overflow(draft.text);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const show = (wanted: boolean) => {
    preview.value = wanted;
    // Who goes back to writing writes.
    if (!wanted) requestAnimationFrame(() => document.getElementById("answer")?.focus());
  };
  return (
    <section class="answer" aria-label={words.answer}>
      <label for="answer">{words.answer}</label>
      {preview.value ? (
        <Preview text={draft.text} onKeys={keys} />
      ) : (
        <Box
          text={draft.text}
          open={open}
          waits={turn.phase === "asking"}
          onWrite={(text) => session.drafts.write(turn.id, text)}
          onKeys={keys}
        />
      )}
      <Dictate interview={session.id} open={open} onText={(said) => takeDown(session, turn, said)} />
      <div class="answer-state">
        <SavedMark session={session} turn={turn} />
        <Size text={draft.text} />
        {turn.parent === null && <Sure session={session} turn={turn} open={open} />}
        <Toggle preview={preview.value} set={show} onKeys={keys} />
      </div>
      <div class="answer-actions">
        <button
          type="button"
          class="button primary"
          disabled={!ready}
          onClick={send}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          {sending ? words.sending : words.send}
        </button>
        <kbd class="keys" aria-hidden="true">
          {isMac ? words.sendKeysMac : words.sendKeys}
        </kbd>
        <span class="gap" />
        {state.head.mode === "study" && <StudyTools session={session} state={state} turn={turn} />}
        <SkipButton session={session} turn={turn} />
      </div>
      {sending && session.link.value !== "open" && <p class="notice">{words.sendingOffline}</p>}
      <AskBack session={session} turn={turn} />
    </section>
  );
}

const SURE = [0.25, 0.5, 0.75, 0.95];

/** How sure one is of the answer: nobody has to say so. */
function Sure({ session, turn, open }: Pick<Props, "session" | "turn"> & { open: boolean }) {
  const said = session.sure.value?.turn === turn.id ? session.sure.value.is : "";
  return (
    <label class="small-choice">
      {words.sure}
      <select
        value={said}
        disabled={!open}
        onChange={({ currentTarget: { value } }) => session.saySure(turn.id, value ? Number(value) : null)}
      >
        <option value="">{words.sureNot}</option>
        {SURE.map((sure) => (
          <option key={sure} value={sure}>
            {words.sureChoice(sure)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ToggleProps {
  preview: boolean;
  set(preview: boolean): void;
  onKeys(event: KeyboardEvent): void;
}

function Toggle({ preview, set, onKeys }: ToggleProps) {
  return (
    <div class="toggle" onKeyDown={onKeys}>
      <button type="button" aria-pressed={!preview} onClick={() => set(false)}>
        {words.write}
      </button>
      <button type="button" aria-pressed={preview} onClick={() => set(true)}>
        {words.preview}
      </button>
    </div>
  );
}

function Preview({ text, onKeys }: { text: string; onKeys(event: KeyboardEvent): void }) {
  return (
    <div class="preview" onKeyDown={onKeys} role="region" aria-label={words.previewLabel}>
      {text.trim() ? <Markdown text={text} /> : <p class="empty">{words.previewEmpty}</p>}
    </div>
  );
}

/** Puts what was said where the caret is, or at the end where there is none. */
function takeDown(session: Session, turn: TurnView, said: string): void {
  const area = document.getElementById("answer") as HTMLTextAreaElement | null;
  const { text } = session.drafts.of(turn.id).value;
  const [start, end] = area ? [area.selectionStart, area.selectionEnd] : [text.length, text.length];
  const { text: whole, caret } = insert(text, start, end, said);
  session.drafts.write(turn.id, whole);
  if (!area) return;
  // Once the new text is in it.
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(caret, caret);
  });
}

interface BoxProps {
  text: string;
  open: boolean;
  waits: boolean;
  onWrite(text: string): void;
  onKeys(event: KeyboardEvent): void;
}

function Box({ text, open, waits, onWrite, onKeys }: BoxProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => grow(area.current), [text]);
  return (
    <textarea
      id="answer"
      ref={area}
      rows={8}
      value={text}
      // Read-only, not disabled: the words stay reachable, and the focus stays where it is.
      readOnly={!open}
      placeholder={waits ? words.answerWait : words.answerPlaceholder}
      aria-describedby="answer-size"
      onInput={(event) => onWrite(event.currentTarget.value)}
      onKeyDown={onKeys}
      // Answers are judged in English.
      lang={english()}
      spellcheck
    />
  );
}

/** As tall as its text, where the style sheet alone can't see to it. */
function grow(area: HTMLTextAreaElement | null): void {
  if (!area || CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function SavedMark({ session, turn }: Pick<Props, "session" | "turn">) {
  const state = saving(session.drafts.of(turn.id).value, session.link.value === "open");
  const before = useRef(state);
  useEffect(() => {
    // Only what is not as usual is said: a word at each save would talk all the time.
    if (state === "saved" && before.current === "offline") announce(words.savedAgain);
    if (state === "long") announce(words.tooLong);
    if (state !== "saving") before.current = state;
  }, [state]);
  return (
    <span class="saving" data-state={state}>
      {(state === "offline" || state === "long") && <Icon name="alert" />}
      {state === "saved" && <Icon name="met" />}
      {words.saving[state]}
    </span>
  );
}

const NEAR = 0.9;

/** The size of the text, from near the limit on; and what is wrong with it, in words. */
function Size({ text }: { text: string }) {
  const over = overflow(text);
  const characters = text.length > MOST_ANSWER * NEAR ? length(text) : 0;
  return (
    <span class="size" id="answer-size" data-over={over ? "" : undefined}>
      {over?.characters
        ? words.tooManyCharacters(over.characters, MOST_ANSWER)
        : over
          ? words.tooManyBytes(over.bytes, MOST_BYTES)
          : characters > MOST_ANSWER * NEAR && words.characters(characters, MOST_ANSWER)}
    </span>
  );
}

function StudyTools({ session, state, turn }: Props) {
  const open = turn.phase === "open";
  const hints = state.head.hints_left;
  return (
    <>
      <button
        type="button"
        class="button quiet"
        disabled={!open}
        // Not disabled by the last one: the focus would be lost with it.
        aria-disabled={!hints}
        onClick={() => void (hints && session.do({ type: "hint", turn: turn.id }))}
      >
        {open && !hints ? words.noHints : words.hint}
      </button>
      <button type="button" class="button quiet" disabled={!open} onClick={() => void session.do({ type: "pause" })}>
        {words.pause}
      </button>
    </>
  );
}

function SkipButton({ session, turn }: Pick<Props, "session" | "turn">) {
  const follow = turn.parent !== null;
  return (
    <Confirm
      label={follow ? words.skipFollowUp : words.skip}
      title={follow ? words.skipFollowUpTitle : words.skipTitle}
      body={follow ? words.skipFollowUpBody : words.skipBody}
      yes={words.skipYes}
      no={words.skipNo}
      disabled={turn.phase !== "open" || session.busy.value.has("answer")}
      onYes={() => void session.do({ type: "skip", turn: turn.id })}
    />
  );
}

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);
