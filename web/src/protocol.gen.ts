// Made from the server's frames by `make types`; change those, not this.

export const PROTOCOL = "viva.v1";
export const MOST_BYTES = 65536;
export const MOST_ANSWER = 20000;
export const MOST_QUERY = 1000;
export const MOST_WORD = 500;
export const CLOSE_MOVED = 4001;
export const CLOSE_SLOW = 4002;
export const CLOSE_LEAVING = 4003;
export const CLOSE_FAULT = 4004;
export const CLOSE_TAKEN = 4501;
export const CLOSE_UNKNOWN = 4502;

export type Command = Start | Answer | Skip | Query | Hint | Pause | Resume | Next | End | Retry | Confirm | Decide | Undo | Dispute | Withdraw;
export type Outbound = Snapshot | Changed | Delta | Ok | Refused | Saved | Pong;
export type Inbound = Command | Draft | Sync | Ping;

/**
 * `sure` is how sure of it the candidate says to be, 0 to 1.
 */
export interface Answer {
  type: "answer";
  cid: string;
  turn: number;
  text: string;
  sure: number | null;
}

/**
 * Why a request over HTTP was not taken; `interview` is the one that is in its way, if any.
 */
export interface ApiError {
  code: string;
  message: string;
  interview: string | null;
}

export interface AsideView {
  asked: string;
  reply: string | null;
  by: string;
  note: string;
}

/**
 * An answer to a question, in an interview that is over; no score where no grade counts.
 */
export interface AttemptView {
  interview: string;
  turn: number;
  at: number;
  judge: string;
  score: number | null;
}

/**
 * The last attempts at a question, the latest first.
 */
export interface AttemptsView {
  attempts: AttemptView[];
}

/**
 * The whole bank as it may be browsed: neither references nor rubrics.
 */
export interface BankView {
  topics: ShelfView[];
  questions: PublicQuestion[];
}

/**
 * A topic of the bank, with what to read about all of it.
 */
export interface ShelfView {
  id: string;
  title: string;
  about: string;
  reading: Reference[];
}

/**
 * Something to read, watch or run.
 */
export interface Reference {
  id: string;
  title: string;
  url: string;
  kind: "paper" | "blog" | "docs" | "video" | "course" | "code" | "book";
}

/**
 * What a browser may know of a question before it is answered.
 */
export interface PublicQuestion {
  id: string;
  topic: string;
  level: "junior" | "mid" | "senior" | "staff";
  kind: "explain" | "compare" | "design" | "estimate" | "debug";
  minutes: number;
  tags: string[];
  title: string;
  body: string;
}

/**
 * What came of the answers of which the candidate was so `sure`, 0 to 1.
 */
export interface Calibration {
  sure: number;
  result: Estimate;
}

/**
 * A mean of `number` scores, and the 95 % interval in which what it estimates lies.
 */
export interface Estimate {
  number: number;
  mean: number;
  low: number;
  high: number;
}

/**
 * A topic at a level, of which something was answered.
 */
export interface Cell {
  topic: string;
  level: "junior" | "mid" | "senior" | "staff";
  state: "known" | "shaky";
  now: Estimate;
}

/**
 * What one event changed: the head, and the turns that are not as they were. Versions follow without a gap.
 */
export interface Changed {
  type: "changed";
  version: number;
  now: number;
  head: HeadView;
  turns: TurnView[];
}

/**
 * The interview without its turns. `left` is what is left of the whole time, in seconds; scores only once told.
 */
export interface HeadView {
  id: string;
  mode: "exam" | "study";
  topics: string[];
  levels: ("junior" | "mid" | "senior" | "staff")[];
  weights: {
    [k: string]: number;
  };
  stage:
    "ready" | "greeting" | "picking" | "asking" | "open" | "paused" | "weighing" | "choosing" | "feedback" | "over";
  current: number | null;
  number: number;
  follow_ups: number;
  minutes: number | null;
  pace: number | null;
  adaptive: boolean;
  lean: boolean;
  hints_left: boolean;
  created: number;
  started: number | null;
  ended: number | null;
  greeting: string;
  closing: string;
  left: number | null;
  before: Total | null;
  total: Total | null;
}

/**
 * An interview's score: the points-weighted mean of what counts, None when nothing does; and the coverage.
 */
export interface Total {
  score: number | null;
  counted: number;
  number: number;
}

/**
 * A question or follow-up that has been put. `number` counts the questions from 1.
 *
 * `due` is when its time is up; `asked` when it was first open, `closed` when it was answered, `typed` between them.
 * `sure` is how sure of the answer the candidate said to be, 0 to 1.
 */
export interface TurnView {
  id: number;
  parent: number | null;
  number: number;
  phase: "asking" | "open" | "paused" | "closed";
  question: PublicQuestion | null;
  text: string;
  by: string;
  note: string;
  seconds: number | null;
  used: number;
  credit: number;
  due: number | null;
  asked: number | null;
  closed: number | null;
  typed: TypedView | null;
  draft: DraftView | null;
  answer: string | null;
  sure: number | null;
  how: "" | "answered" | "skipped" | "expired" | "ended";
  hints: string[];
  asides: AsideView[];
  review: ReviewView | null;
}

/**
 * When an answer was typed: its first and its last draft, and how many there were.
 */
export interface TypedView {
  first: number;
  last: number;
  drafts: number;
}

export interface DraftView {
  rev: number;
  text: string;
  typed: TypedView | null;
}

/**
 * Feedback on a question, from the moment on that it may be told. `misconceptions` are those that were found.
 */
export interface ReviewView {
  first: MarkView | null;
  all: MarkView | null;
  answer: string;
  criteria: CriterionView[];
  misconceptions: MisconceptionView[];
  references: Reference[];
}

/**
 * `human` is a person's grade, which goes before the judge's `grade`; it rests on the `decisions`.
 */
export interface MarkView {
  status: "pending" | "graded" | "ungraded";
  grade: Grade | null;
  reason: string;
  confirmed: boolean;
  human: Grade | null;
  decisions: Decision[];
  disputes: DisputeView[];
  at: number | null;
}

/**
 * A turn's grade: `score` in 0 to 1. One that needs review is shown but not counted until a person confirms it.
 */
export interface Grade {
  points: Point[];
  misconceptions: Found[];
  score: number;
  possible: number;
  flags: (
    | "unverified"
    | "beyond-coverage"
    | "keyword-list"
    | "negation"
    | "off-topic"
    | "order"
    | "several-numbers"
    | "low-agreement"
  )[];
  needs_review: boolean;
  provenance: Provenance;
}

/**
 * The verdict on one criterion, with the words that it rests on and the reason in a sentence.
 */
export interface Point {
  criterion: string;
  verdict: "met" | "partly" | "missed" | "contradicted" | "unverified";
  evidence: Evidence[];
  reason: string;
}

/**
 * The candidate's own words: `exchanges[part].answer[start:end]`, in code points.
 */
export interface Evidence {
  part: number;
  start: number;
  end: number;
}

/**
 * A misconception that the answer holds.
 */
export interface Found {
  misconception: string;
  evidence: Evidence[];
  reason: string;
}

/**
 * Where a grade comes from: enough to tell two judges apart and to repeat one.
 *
 * `prompt` and `question` are fingerprints; `seconds` is wall time; `cost` is in USD, None where no price is known;
 * `raw` is the judge's reply, scrubbed of keys, empty for a judge without a model. Only a person's grade has
 * `made_from`.
 */
export interface Provenance {
  judge: string;
  question: string;
  prompt: string;
  tokens_in: number;
  tokens_out: number;
  cost: number | null;
  seconds: number;
  raw: string;
  made_from: Origin | null;
}

/**
 * The judge's grade that a person's was made from; `grade` is its fingerprint.
 */
export interface Origin {
  judge: string;
  prompt: string;
  grade: string;
}

/**
 * What a person says of one criterion or misconception (`subject`), and a word about it ("" for none).
 */
export interface Decision {
  subject: string;
  verdict: "met" | "partly" | "missed" | "contradicted" | "said" | "not said";
  word: string;
}

/**
 * The candidate's word against a verdict; no longer `open` once a person has decided about the subject.
 */
export interface DisputeView {
  subject: string;
  word: string;
  open: boolean;
}

export interface CriterionView {
  id: string;
  says: string;
  points: number;
  read: Reference[];
}

export interface MisconceptionView {
  id: string;
  says: string;
  costs: number;
}

/**
 * The last check of the models, empty where there was none; `fault` says why it broke off, if it did.
 */
export interface CheckView {
  running: boolean;
  doing: ProgressView | null;
  models: ExaminedView[];
  fault: string;
}

/**
 * What is under way, on the last of the models: `done` of the `of` calls of a check are through.
 */
export interface ProgressView {
  check: "reach" | "list" | "stream" | "sense" | "asks" | "schema" | "context" | "grades" | "interviewer" | "judge";
  done: number;
  of: number;
}

/**
 * A model, and what was found of it so far.
 */
export interface ExaminedView {
  name: string;
  findings: FindingView[];
}

/**
 * One check of a model: what was seen and, where that isn't good, what to do about it.
 */
export interface FindingView {
  check: "reach" | "list" | "stream" | "sense" | "asks" | "schema" | "context" | "grades" | "interviewer" | "judge";
  state: "good" | "note" | "bad";
  seen: string;
  mend: string;
}

/**
 * Let a grade that needs review count.
 */
export interface Confirm {
  type: "confirm";
  cid: string;
  turn: number;
}

export interface Created {
  id: string;
}

/**
 * Confirm or overrule the verdict on a point or a misconception; `word` may be empty.
 */
export interface Decide {
  type: "decide";
  cid: string;
  turn: number;
  subject: string;
  verdict: "met" | "partly" | "missed" | "contradicted" | "said" | "not said";
  word: string;
}

/**
 * The next piece of streamed words; `first` begins them anew. May be dropped: the whole text comes in `changed`.
 */
export interface Delta {
  type: "delta";
  kind: "greeting" | "question" | "aside" | "closing";
  turn: number;
  n: number;
  first: boolean;
  text: string;
}

/**
 * Say that a verdict is wrong. It changes no score.
 */
export interface Dispute {
  type: "dispute";
  cid: string;
  turn: number;
  subject: string;
  word: string;
}

/**
 * What is in the answer box. A draft with an older `rev` never overwrites a newer one; answered by `saved`.
 */
export interface Draft {
  type: "draft";
  turn: number;
  rev: number;
  text: string;
}

/**
 * A point that was missed and is to be asked again: of the question `question`, by the question `ask`.
 */
export interface DueView {
  question: string;
  says: string;
  ask: string;
  ask_title: string;
  missed: number;
  at: number;
  last: number;
}

export interface End {
  type: "end";
  cid: string;
}

/**
 * A topic to practise: its weight from 1 to 3, and the words of the text that are the reason.
 */
export interface FitView {
  topic: string;
  weight: number;
  why: string[];
}

/**
 * What was heard in a recording, "" for nothing: for the answer box, never sent by itself.
 */
export interface HeardView {
  text: string;
}

export interface Hint {
  type: "hint";
  cid: string;
  turn: number;
}

/**
 * A page of the list, from 1, of at most `limit` lines; `found` are in all, and `judges` have judged any.
 */
export interface InterviewPage {
  interviews: InterviewRow[];
  found: number;
  page: number;
  limit: number;
  judges: string[];
}

/**
 * A line in the list of interviews; the scores only of one that is over.
 */
export interface InterviewRow {
  id: string;
  created: number;
  started: number | null;
  ended: number | null;
  mode: "exam" | "study";
  stage:
    "ready" | "greeting" | "picking" | "asking" | "open" | "paused" | "weighing" | "choosing" | "feedback" | "over";
  number: number;
  counted: number | null;
  score: number | null;
  before: number | null;
  topics: string[];
  judge: string;
}

/**
 * What a good answer to a question says, for whoever asks to see it.
 */
export interface ModelAnswerView {
  id: string;
  answer: string;
  criteria: CriterionView[];
  misconceptions: MisconceptionView[];
  references: Reference[];
  verified: string | null;
  source: string;
}

/**
 * How good somebody was at the end of a day (UTC).
 */
export interface Moment {
  day: string;
  now: Estimate;
}

/**
 * A server of models on this machine: what usually listens at its port, its address, and the models it has.
 */
export interface NeighbourView {
  kind: string;
  api_base: string;
  models: string[];
}

/**
 * Whom this machine's usual ports were found to answer for.
 */
export interface NeighboursView {
  found: NeighbourView[];
}

export interface Next {
  type: "next";
  cid: string;
}

/**
 * The command is committed, as event number `version`.
 */
export interface Ok {
  type: "ok";
  cid: string;
  version: number;
}

/**
 * How long answers on a topic took: the median in seconds, and as a share of the time given (None: untimed).
 */
export interface Pace {
  topic: string;
  number: number;
  seconds: number;
  share: number | null;
}

export interface Pause {
  type: "pause";
  cid: string;
}

export interface Ping {
  type: "ping";
}

/**
 * What was agreed before the start. Empty `topics` or `levels` mean all; `questions`, if any, are asked themselves.
 *
 * A topic of `weights` comes so many times (1 to 3) as often as one that isn't. `minutes` bounds the whole interview
 * (None: only the questions' own minutes bound it); `pace` multiplies all times, None is untimed; `follow_ups` is how
 * many may follow each question. `adaptive`: the level goes up after a strong answer and down after a weak one, within
 * `levels`; `lean`: what is due again and weak comes first.
 */
export interface Plan {
  mode: "exam" | "study";
  /**
   * @maxItems 50
   */
  topics: string[];
  levels: ("junior" | "mid" | "senior" | "staff")[];
  weights: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[a-z0-9]+(-[a-z0-9]+)*$".
     */
    [k: string]: number;
  };
  /**
   * @maxItems 50
   */
  questions: string[];
  number: number;
  minutes: number | null;
  follow_ups: number;
  pace: number | null;
  adaptive: boolean;
  lean: boolean;
  seed: number;
}

export interface Pong {
  type: "pong";
  now: number;
}

/**
 * A question back to the interviewer.
 */
export interface Query {
  type: "query";
  cid: string;
  turn: number;
  text: string;
}

/**
 * The command (or, with an empty `cid`, the frame) was not taken; nothing has changed.
 */
export interface Refused {
  type: "refused";
  cid: string;
  code: string;
  message: string;
}

/**
 * All of it by one judge: grades of two are no common measure.
 */
export interface Report {
  judge: string;
  number: number;
  overall: Moment[];
  topics: {
    [k: string]: Moment[];
  };
  cells: Cell[];
  paces: Pace[];
  calibration: Calibration[];
}

export interface Resume {
  type: "resume";
  cid: string;
}

/**
 * Grade an ungraded question again.
 */
export interface Retry {
  type: "retry";
  cid: string;
  turn: number;
}

/**
 * The draft up to `rev` is on disk.
 */
export interface Saved {
  type: "saved";
  turn: number;
  rev: number;
}

/**
 * What a browser needs for the set-up form; `transcriber` and `speaker` are names of models, None without one.
 */
export interface Setup {
  version: string;
  topics: TopicView[];
  judge: VoiceView;
  interviewer: VoiceView;
  transcriber: string | null;
  speaker: string | null;
  defaults: Plan;
  follow_up_minutes: number;
}

/**
 * A topic: how many questions it has at each level, and their minutes together.
 */
export interface TopicView {
  id: string;
  title: string;
  about: string;
  counts: {
    [k: string]: number;
  };
  minutes: {
    [k: string]: number;
  };
}

/**
 * Who judges or asks; `basic` is true where no model is involved.
 */
export interface VoiceView {
  name: string;
  basic: boolean;
}

export interface Skip {
  type: "skip";
  cid: string;
  turn: number;
}

/**
 * Everything, whole: always the first frame, and the reply to `sync`.
 */
export interface Snapshot {
  type: "snapshot";
  version: number;
  now: number;
  head: HeadView;
  turns: TurnView[];
  streams: Stream[];
}

/**
 * Words under way: `turn` is -1 for greeting and closing, `n` counts the asides of a turn.
 */
export interface Stream {
  kind: "greeting" | "question" | "aside" | "closing";
  turn: number;
  n: number;
  text: string;
}

/**
 * What was asked, as one reads it out.
 */
export interface SpokenView {
  text: string;
}

/**
 * What the last `results` say, by judge; `due` points, `later` ones (the `next` at), what to `practise` them by.
 */
export interface StandingView {
  results: number;
  reports: Report[];
  due: DueView[];
  due_in_all: number;
  later: number;
  next: number | null;
  practise: string[];
}

export interface Start {
  type: "start";
  cid: string;
}

/**
 * Send me a snapshot.
 */
export interface Sync {
  type: "sync";
}

/**
 * What a text asks to be practised, the weightiest topic first; `by` is a model's name or "words".
 */
export interface TailoredView {
  fits: FitView[];
  levels: ("junior" | "mid" | "senior" | "staff")[];
  by: string;
  note: string;
}

/**
 * Go back to the judge's verdict on a subject, or, without one, on all of the question.
 */
export interface Undo {
  type: "undo";
  cid: string;
  turn: number;
  subject: string | null;
}

/**
 * Dispute a verdict no longer.
 */
export interface Withdraw {
  type: "withdraw";
  cid: string;
  turn: number;
  subject: string;
}
