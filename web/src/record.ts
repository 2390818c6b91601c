/** Which interviews the record shows: what its address says, and back. Pure. */

export const FIELDS = ["q", "mode", "state", "topic", "judge", "since", "until", "sort"] as const;
export type Field = (typeof FIELDS)[number];
export const SORTS = ["newest", "oldest", "highest", "lowest"] as const;
export const STATES = ["ready", "live", "over"] as const;

const ALLOWED: Partial<Record<Field, readonly string[]>> = { mode: ["exam", "study"], state: STATES, sort: SORTS };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface Wanted extends Record<Field, string> {
  page: number;
}

/** What an address asks for; what makes no sense in it is as if it weren't there. */
export function parse(query: string): Wanted {
  const given = new URLSearchParams(query);
  const fields = FIELDS.map((name) => [name, sensible(name, given.get(name) ?? "")] as const);
  const page = Number(given.get("page") ?? 1);
  const whole = Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
  return { ...(Object.fromEntries(fields) as Record<Field, string>), page: whole };
}

function sensible(name: Field, value: string): string {
  if (name === "since" || name === "until") return DAY.test(value) ? value : "";
  const allowed = ALLOWED[name];
  return !allowed || allowed.includes(value) ? value : "";
}

/** The address of it: only what isn't as usual. */
export function query(wanted: Wanted): URLSearchParams {
  const said = FIELDS.filter((name) => wanted[name].trim()).map((name) => [name, wanted[name].trim()]);
  return new URLSearchParams([...said, ...(wanted.page > 1 ? [["page", String(wanted.page)]] : [])]);
}

/** With other conditions one is on the first page again. */
export const change = (wanted: Wanted, changes: Partial<Record<Field, string>>): Wanted => ({
  ...wanted,
  ...changes,
  page: 1,
});

/** How many pages there are: at least one. */
export const pages = (found: number, limit: number): number => Math.max(1, Math.ceil(found / limit));
