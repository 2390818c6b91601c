/** Which page the address asks for: #/ is the set-up, #/i/ID one interview. */
import { signal } from "@preact/signals";

export type Route = { page: "home" } | { page: "interview"; id: string } | { page: "none" };

export function parse(hash: string): Route {
  if (hash === "" || hash === "#" || hash === "#/") return { page: "home" };
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

export const interviewHash = (id: string): string => `#/i/${id}`;
