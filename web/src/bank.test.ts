import { describe, expect, it } from "vitest";
import { ALL, find, flip, minutes, MOST_CHOSEN, total } from "./bank";
import type { BankView, PublicQuestion } from "./protocol.gen";

const question = (id: string, changes: Partial<PublicQuestion> = {}): PublicQuestion => ({
  id,
  topic: id.split("/")[0]!,
  level: "mid",
  kind: "explain",
  minutes: 4,
  tags: [],
  title: `About ${id}`,
  body: "",
  ...changes,
});
const topic = (id: string, title: string) => ({ id, title, about: "", reading: [] });

const bank: BankView = {
  topics: [topic("rag", "Retrieval"), topic("tuning", "Fine-tuning"), topic("empty", "Empty")],
  questions: [
    question("rag/what", { title: "What is RAG?", level: "junior" }),
    question("rag/debug", { title: "Why is this answer wrong?", kind: "debug", tags: ["café"], body: "A trace." }),
    question("tuning/lora", { title: "What does LoRA train?", minutes: 5 }),
  ],
};
const ids = (wanted: Partial<typeof ALL>) =>
  find(bank, { ...ALL, ...wanted }).flatMap((shelf) => shelf.questions.map((q) => q.id));

describe("the bank", () => {
  it("shows everything by topic, and no topic without a question", () => {
    expect(find(bank, ALL).map((shelf) => shelf.topic.id)).toEqual(["rag", "tuning"]);
    expect(total(find(bank, ALL))).toBe(3);
  });

  it("is searched in titles, texts, tags and topics, every word of it", () => {
    expect(ids({ text: "what RAG" })).toEqual(["rag/what"]);
    expect(ids({ text: "trace" })).toEqual(["rag/debug"]);
    expect(ids({ text: "cafe" })).toEqual(["rag/debug"]);
    expect(ids({ text: "fine tuning" })).toEqual(["tuning/lora"]);
    expect(ids({ text: "what nothing" })).toEqual([]);
  });

  it("is narrowed by topic, level and kind together", () => {
    expect(ids({ topic: "rag", level: "junior" })).toEqual(["rag/what"]);
    expect(ids({ kind: "debug" })).toEqual(["rag/debug"]);
    expect(ids({ kind: "debug", level: "junior" })).toEqual([]);
  });
});

describe("choosing", () => {
  it("adds and takes away, up to what an interview may have", () => {
    expect(flip([], "a")).toEqual(["a"]);
    expect(flip(["a", "b"], "a")).toEqual(["b"]);
    const full = Array.from({ length: MOST_CHOSEN }, (_, n) => `q${n}`);
    expect(flip(full, "one-more")).toBe(full);
  });

  it("adds up the minutes", () => expect(minutes(bank, ["rag/what", "tuning/lora"])).toBe(9));
});
