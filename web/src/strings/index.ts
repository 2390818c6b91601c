/** The words of the language that is in force, and which that is. Read them when something is shown, never before. */
import { words as en } from "./en";

export type Words = typeof en;

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

export let words: Words = en;
export let language: Language = "en";

/** Speak this language from now on. Only one that isn't English has to be fetched; without it English stays. */
export async function speak(chosen: Language): Promise<void> {
  if (chosen !== "en") words = (await import("./de")).words;
  language = chosen;
  document.documentElement.lang = chosen;
}

const KEY = "viva:language";

/** What was chosen here, else the first of the browser's languages that there is, else English. */
export function preferred(kept: string | null, browser: readonly string[]): Language {
  const known = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);
  const wanted = [kept ?? "", ...browser.map((name) => name.toLowerCase().split("-")[0]!)];
  return wanted.find(known) ?? "en";
}

export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keeps the choice, and shows everything anew in it. */
export function choose(chosen: Language): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing goes by its own languages.
  }
  location.reload();
}

/** For what the bank or a model says, which is English whatever the page speaks. */
export const english = (): "en" | undefined => (language === "en" ? undefined : "en");
