/** The few things that go over plain HTTP. */
import type {
  ApiError,
  AttemptsView,
  BankView,
  CheckView,
  Created,
  HeardView,
  InterviewPage,
  ModelAnswerView,
  NeighboursView,
  Plan,
  Setup,
  Snapshot,
  SpokenView,
  StandingView,
  TailoredView,
} from "./protocol.gen";
import { words } from "./strings";

/** Why a request failed, in words fit for the candidate. */
export class ApiFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** The interview that is in the way, if one is. */
    readonly interview: string | null = null,
  ) {
    super(message);
  }
}

export const getSetup = (): Promise<Setup> => call("/api/setup");

/** Every question, as it may be browsed. */
export const getBank = (): Promise<BankView> => call("/api/bank");

/** What a good answer says; refused while an interview that isn't over asks this question. */
export const getAnswer = (id: string): Promise<ModelAnswerView> => call(bankPath(id));

const bankPath = (id: string): string => `/api/bank/${id.split("/").map(encodeURIComponent).join("/")}`;

/** What the last check of the models has found so far. */
export const getCheck = (): Promise<CheckView> => call("/api/models/check");

/** Starts a check of the models; refused (`running`) while one is under way. */
export const startCheck = (): Promise<CheckView> => call("/api/models/check", { method: "POST" });

/** The servers of models that answer on this machine's usual ports. */
export const getNearby = (): Promise<NeighboursView> => call("/api/models/nearby");

/** The topics and levels that a job description or a CV asks to be practised. */
export const tailorTo = (text: string): Promise<TailoredView> => post("/api/tailor", { text });

/** A page of past interviews; `wanted` is which, as the address of the record has it. */
export const getInterviews = (wanted: URLSearchParams): Promise<InterviewPage> => call(`/api/interviews?${wanted}`);

/** How it goes, and what is to be practised again. */
export const getStanding = (): Promise<StandingView> => call("/api/progress");

/** When a question was answered before, the latest first. */
export const getAttempts = (question: string): Promise<AttemptsView> => call(`${bankPath(question)}/attempts`);

/** An interview that is over. */
export const getInterview = (id: string): Promise<Snapshot> => call(`/api/interviews/${encodeURIComponent(id)}`);

/** Makes an interview that is ready to start; the server chooses the questions. */
export function createInterview(plan: Omit<Plan, "seed">): Promise<Created> {
  return post("/api/interviews", plan);
}

/** Deletes an interview, and everything of it. */
export const deleteInterview = (id: string): Promise<Created> =>
  call(`/api/interviews/${encodeURIComponent(id)}`, { method: "DELETE" });

/** Takes in a copy of an interview, as `exportUrl` gives it in JSON. */
export const sendCopy = (copy: Blob): Promise<Created> =>
  call("/api/interviews/copy", { method: "POST", headers: { "content-type": "application/json" }, body: copy });

/** What was said in a recording. */
export const sendRecording = (id: string, recording: Blob): Promise<HeardView> =>
  call(`/api/interviews/${encodeURIComponent(id)}/recording`, {
    method: "POST",
    headers: { "content-type": recording.type },
    body: recording,
  });

/** Something that the interviewer said in a turn: what was asked, or the nth hint or reply to the candidate. */
export interface Utterance {
  kind: "question" | "hint" | "aside";
  turn: number;
  n: number;
}

const speechPath = (id: string, { kind, turn, n }: Utterance): string =>
  `/api/interviews/${encodeURIComponent(id)}/turns/${turn}/speech?kind=${kind}&n=${n}`;

/** What was said, as one reads it out. */
export const getSpoken = (id: string, said: Utterance): Promise<SpokenView> =>
  call(`${speechPath(id, said)}&form=text`);

/** What was said, as sound. */
export const getSpeech = async (id: string, said: Utterance): Promise<Blob> =>
  (await reply(speechPath(id, said))).blob();

export function exportUrl(id: string, format: "md" | "json" | "csv" | "anki"): string {
  return `/api/interviews/${encodeURIComponent(id)}/export?format=${format}`;
}

const post = <T>(path: string, body: unknown): Promise<T> =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await reply(path, init);
  return (await response.json().catch(() => {
    throw new ApiFault("broken", words.serverFailed(response.status));
  })) as T;
}

/** The reply to a request that was taken. */
async function reply(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, cache: "no-store" }).catch(() => {
    throw new ApiFault("unreachable", words.unreachable);
  });
  if (response.ok) return response;
  const { code, message, interview } = (await response.json().catch(() => ({}))) as Partial<ApiError>;
  throw new ApiFault(code ?? String(response.status), message ?? words.serverFailed(response.status), interview);
}
