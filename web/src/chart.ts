/** Where the points of a chart over time lie, in a box of 100 by 100. Pure. */
import type { Moment } from "./protocol.gen";

export interface Spot {
  x: number;
  y: number;
  low: number;
  high: number;
}

const days = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** Left is the first day and right the last; the top is a score of 1. A single day stands in the middle. */
export function spots(moments: readonly Moment[]): Spot[] {
  const at = moments.map(({ day }) => days(day));
  const [from = 0, to = 0] = [at[0], at.at(-1)];
  const height = (score: number) => 100 - 100 * score;
  return moments.map(({ now }, n) => ({
    x: to === from ? 50 : (100 * (at[n]! - from)) / (to - from),
    y: height(now.mean),
    low: height(now.low),
    high: height(now.high),
  }));
}

const line = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join(" ");

/** The points of the line of means. */
export const course = (at: readonly Spot[]): string => line(at.map(({ x, y }) => [x, y]));

/** The outline of the intervals: along the top and back along the bottom. */
export const band = (at: readonly Spot[]): string =>
  line([...at.map(({ x, high }) => [x, high] as const), ...at.map(({ x, low }) => [x, low] as const).reverse()]);
