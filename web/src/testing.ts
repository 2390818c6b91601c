/** Small real values for the tests: an interview, its turns, its grades. */
import type { Grade, HeadView, MarkView, PublicQuestion, ReviewView, TurnView } from "./protocol.gen";
import type { Interview } from "./store";

export function head(changes: Partial<HeadView> = {}): HeadView {
  return {
    id: "i1",
    mode: "exam",
    topics: [],
    levels: [],
    weights: {},
    stage: "open",
    current: 0,
    number: 3,
    follow_ups: 1,
    minutes: null,
    pace: 1,
    adaptive: false,
    lean: false,
    hints_left: false,
    created: 1000,
    started: 2000,
    ended: null,
    greeting: "",
    closing: "",
    left: null,
    before: null,
    total: null,
    ...changes,
  };
}

const question: PublicQuestion = {
  id: "internals/kv-cache",
  topic: "internals",
  level: "mid",
  kind: "explain",
  minutes: 4,
  tags: [],
  title: "What is the KV cache?",
  body: "",
};

export function turn(id: number, changes: Partial<TurnView> = {}): TurnView {
  return {
    id,
    parent: null,
    number: id + 1,
    phase: "open",
    question,
    text: "What is the KV cache?",
    by: "basic@1",
    note: "",
    seconds: 240,
    used: 0,
    credit: 0,
    due: 300_000,
    asked: null,
    closed: null,
    typed: null,
    draft: null,
    answer: null,
    sure: null,
    how: "",
    hints: [],
    asides: [],
    review: null,
    ...changes,
  };
}

export function interview(changes: Partial<Interview> = {}): Interview {
  return { version: 7, now: 60_000, head: head(), turns: [turn(0)], streams: {}, ...changes };
}

export function grade(changes: Partial<Grade> = {}): Grade {
  return {
    points: [
      { criterion: "what", verdict: "met", evidence: [], reason: "" },
      { criterion: "cost", verdict: "missed", evidence: [], reason: "" },
    ],
    misconceptions: [],
    score: 0.6,
    possible: 5,
    flags: [],
    needs_review: false,
    provenance: {
      judge: "basic@1",
      question: "",
      prompt: "",
      tokens_in: 0,
      tokens_out: 0,
      cost: null,
      seconds: 0,
      raw: "",
      made_from: null,
    },
    ...changes,
  };
}

export function mark(given: Grade | null = grade(), changes: Partial<MarkView> = {}): MarkView {
  const people = { human: null, decisions: [], disputes: [] };
  return {
    status: given ? "graded" : "pending",
    grade: given,
    reason: "",
    confirmed: false,
    at: null,
    ...people,
    ...changes,
  };
}

export function review(changes: Partial<ReviewView> = {}): ReviewView {
  const paper = { id: "paper", title: "A paper", url: "https://example.org/paper", kind: "paper" as const };
  const post = { id: "post", title: "A post", url: "https://example.org/post", kind: "blog" as const };
  return {
    first: mark(),
    all: null,
    answer: "The keys and values are stored.",
    criteria: [
      { id: "what", says: "Keys and values are stored.", points: 3, read: [paper] },
      { id: "cost", says: "It costs memory.", points: 2, read: [post] },
    ],
    misconceptions: [],
    references: [paper, post],
    ...changes,
  };
}
