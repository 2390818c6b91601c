/** What a view needs of the server: while it comes, where it fails, and once it is there. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ApiFault } from "../api";
import { words } from "../strings";
import { Fault } from "./Fault";

/** `value` is null until the first reply, and stays the last one while another comes. */
export interface Loaded<T> {
  value: T | null;
  fault: string;
  again(): void;
}

/** Asks at once, and anew when one of `on` changes: then a reply to what was asked before is of no use any more. */
export function useLoaded<T>(get: () => Promise<T>, on: readonly unknown[] = []): Loaded<T> {
  const value = useSignal<T | null>(null);
  const fault = useSignal("");
  const latest = useRef(0);
  const again = () => {
    const mine = (latest.current += 1);
    const taking = (take: () => void) => void (mine === latest.current && take());
    fault.value = "";
    get().then(
      (found) => taking(() => (value.value = found)),
      (error: ApiFault) => taking(() => (fault.value = error.message)),
    );
  };
  useEffect(again, [...on]);
  return { value: value.value, fault: fault.value, again };
}

/** What stands in the place of what isn't there yet. */
export function Loading({ of }: { of: Loaded<unknown> }) {
  if (of.fault) return <Fault message={of.fault} again={of.again} />;
  return of.value === null ? <p class="empty">{words.loading}</p> : null;
}
