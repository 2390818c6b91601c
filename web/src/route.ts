/**
 * Which page the address asks for: #/ the set-up, #/i/ID one interview, #/bank all questions, #/bank/ID one of them,
 * #/record?… the list of interviews, #/progress how it goes, #/attempts/ID all attempts at a question.
 */
import { signal } from "@preact/signals";

export type Route =
  | { page: "home" | "progress" | "none" }
  | { page: "bank"; open: string | null }
  | { page: "attempts"; question: string }
  | { page: "record"; wanted: string }
  | { page: "interview"; id: string };

const QUESTION = "[a-z0-9-]{1,60}/[a-z0-9-]{1,60}";

export function parse(hash: string): Route {
  if (hash === "" || hash === "#" || hash === "#/") return { page: "home" };
  if (hash === "#/progress") return { page: "progress" };
  const bank = new RegExp(`^#/bank(?:/(${QUESTION}))?/?$`).exec(hash);
  if (bank) return { page: "bank", open: bank[1] ?? null };
  const question = new RegExp(`^#/attempts/(${QUESTION})$`).exec(hash)?.[1];
  if (question) return { page: "attempts", question };
  const record = /^#\/record(?:\?(.{0,500}))?$/.exec(hash);
  if (record) return { page: "record", wanted: record[1] ?? "" };
  const id = /^#\/i\/([A-Za-z0-9_-]{1,64})$/.exec(hash)?.[1];
  return id ? { page: "interview", id } : { page: "none" };
}

export const route = signal<Route>({ page: "home" });

/** Follows the address from now on. */
export function follow(): void {
  const read = () => void (route.value = parse(location.hash));
  window.addEventListener("hashchange", read);
  read();
}

export const bankHash = (id = ""): string => (id ? `#/bank/${id}` : "#/bank");

export const recordHash = (wanted = ""): string => (wanted ? `#/record?${wanted}` : "#/record");

export const attemptsHash = (question: string): string => `#/attempts/${question}`;

export const interviewHash = (id: string): string => `#/i/${id}`;
