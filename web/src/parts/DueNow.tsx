/** On the start page: what is due again, if anything is. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getStanding } from "../api";
import type { StandingView } from "../protocol.gen";
import { knowSetup } from "../setup";
import { Due } from "./Due";

export function DueNow() {
  const standing = useSignal<StandingView | null>(null);
  useEffect(() => {
    // An offer beside the page: where it fails, the page of progress says why.
    Promise.all([getStanding(), knowSetup()])
      .then(([found]) => (standing.value = found))
      .catch(() => undefined);
  }, []);
  return standing.value?.due_in_all ? <Due standing={standing.value} brief /> : null;
}
