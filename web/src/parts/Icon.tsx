/** Small drawings that stand beside a word, never in place of one. */
import type { JSX } from "preact";

const paths = {
  met: "M3 8.5l3.2 3.2L13 4.8",
  partly: "M8 2.5a5.5 5.5 0 0 1 0 11z M8 2.5a5.5 5.5 0 1 0 0 11",
  missed: "M4 8h8",
  contradicted: "M4 4l8 8M12 4l-8 8",
  microphone: "M8 1.5a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0v-4a2 2 0 0 1 2-2M3.5 7.5a4.5 4.5 0 0 0 9 0M8 12v2.5",
  sound: "M2.5 6v4h2.5l3.5 3V3L5 6zM11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.5a6 6 0 0 1 0 9",
  unverified: "M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.5-.7 1.1M8 11.6v.1",
  alert: "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.8v3.9M8 11.2v.05",
  clock: "M8 4v4l2.6 1.6M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8",
  arrow: "M3 8h10M9 4l4 4-4 4",
  out: "M6 3h7v7M13 3L5 11",
  down: "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
} satisfies Record<string, string>;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" data-icon={name}>
      <path d={paths[name]} />
    </svg>
  );
}

/** The mark of the house. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 9.5h4.2l3.9 11.2L20 9.5h4L18 24h-4z" />
    </svg>
  );
}
