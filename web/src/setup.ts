/** What the server has to offer, kept for all pages: names of topics, and who judges. */
import { signal } from "@preact/signals";
import { getSetup } from "./api";
import type { Setup } from "./protocol.gen";

/** What the start page says once, of what was done elsewhere. */
export const farewell = signal("");

export const setup = signal<Setup | null>(null);

export async function readSetup(): Promise<void> {
  setup.value = await getSetup();
}

/** Reads it where it isn't known yet. The pages that only take names from it go on without. */
export async function knowSetup(): Promise<void> {
  if (!setup.value) await readSetup();
}

export function topicTitle(id: string): string {
  return setup.value?.topics.find((topic) => topic.id === id)?.title ?? id;
}
