/** What the set-up form works out: how many questions fit, and about how long they take. Pure. */
import type { Plan, Setup, TailoredView, TopicView } from "./protocol.gen";

export type Level = Plan["levels"][number];
export const LEVELS: readonly Level[] = ["junior", "mid", "senior", "staff"];
export const PACES: readonly Plan["pace"][] = [1, 1.25, 1.5, 2, null];
export const MOST_QUESTIONS = 50;

/** A plan as the page makes it. */
export type Draft = Omit<Plan, "seed">;

/** An interview to see what one is like: short, with help, and of what most know. */
export const SAMPLE = {
  mode: "study",
  number: 2,
  minutes: 5,
  follow_ups: 0,
  levels: ["junior"],
} satisfies Partial<Draft>;

/** What of a plan is chosen by a text: topics and how often each comes, and levels. */
export function tailored({ fits, levels }: TailoredView): Pick<Draft, "topics" | "levels" | "weights"> {
  const weights = Object.fromEntries(fits.map(({ topic, weight }) => [topic, weight]));
  return { topics: fits.map(({ topic }) => topic), levels: LEVELS.filter((level) => levels.includes(level)), weights };
}

type Choice = Pick<Plan, "topics" | "levels">;

/** How many questions of a topic are at the chosen levels (none chosen: at all). */
export function fitting(topic: TopicView, levels: readonly Level[]): number {
  return (levels.length ? levels : LEVELS).reduce((sum, level) => sum + (topic.counts[level] ?? 0), 0);
}

/** How many questions fit a choice, where nothing chosen means everything. */
export function fits(setup: Setup, { topics, levels }: Choice): number {
  return chosen(setup, topics).reduce((sum, topic) => sum + fitting(topic, levels), 0);
}

const chosen = ({ topics }: Setup, ids: readonly string[]): readonly TopicView[] =>
  ids.length ? topics.filter((topic) => ids.includes(topic.id)) : topics;

/** A number of questions that can be had: at least one, at most what fits. */
export function bounded(number: number, most: number): number {
  return Math.max(1, Math.min(Math.round(number) || 1, most, MOST_QUESTIONS));
}

/** Minutes from (no follow-up is needed) to (each is), rounded; null where nothing is timed. */
export function estimate(setup: Setup, plan: Draft): { least: number; most: number } | null {
  if (plan.pace === null) return null;
  const levels = plan.levels.length ? plan.levels : LEVELS;
  const pool = chosen(setup, plan.topics).flatMap((topic) =>
    levels.map((l) => ({ n: topic.counts[l] ?? 0, time: topic.minutes[l] ?? 0 })),
  );
  const questions = pool.reduce((sum, { n }) => sum + n, 0);
  const each = pool.reduce((sum, { time }) => sum + time, 0) / Math.max(1, questions);
  const follow = plan.follow_ups * setup.follow_up_minutes;
  const bound = plan.minutes === null ? Infinity : plan.minutes;
  const minutes = (one: number) => Math.max(1, Math.round(Math.min(plan.number * one, bound) * (plan.pace ?? 1)));
  return { least: minutes(each), most: minutes(each + follow) };
}

/** Without the seed the server draws one: two interviews in a row are then two. */
export function withoutSeed(defaults: Plan): Draft {
  const plan: Partial<Plan> = { ...defaults };
  delete plan.seed;
  return plan as Draft;
}
