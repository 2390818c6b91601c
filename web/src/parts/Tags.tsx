/** What kind of question it is, in a line. */
import type { PublicQuestion } from "../protocol.gen";
import { topicTitle } from "../setup";
import { words } from "../strings";

export function Tags({ question }: { question: PublicQuestion | null }) {
  if (!question) return null;
  const { topic, level, kind } = question;
  return <p class="tags">{[topicTitle(topic), words.levels[level], words.kinds[kind]].join(" · ")}</p>;
}
