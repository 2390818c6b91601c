/** Which page the address asks for: #/ the set-up, #/i/ID one interview, #/bank all questions, #/bank/ID one of them. */
import { signal } from "@preact/signals";

export type Route = { page: "home" } | { page: "bank"; open: string | null } | { page: "interview"; id: string } | { page: "none" };

export function parse(hash: string): Route {
  if (hash === "" || hash === "#" || hash === "#/") return { page: "home" };
  const bank = /^#\/bank(?:\/([a-z0-9-]{1,60}\/[a-z0-9-]{1,60}))?\/?$/.exec(hash);
  if (bank) return { page: "bank", open: bank[1] ?? null };
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

export const interviewHash = (id: string): string => `#/i/${id}`;
