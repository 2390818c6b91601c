import { expect, test } from "vitest";
import { insert, median, microphoneFault, recordingMedia } from "./voice";

test.each([
  ["", 0, 0, "Hello.", "Hello.", 6],
  ["One.", 4, 4, "Two.", "One. Two.", 9],
  ["One three", 3, 3, "two", "One two three", 7],
  ["One BAD three", 4, 7, "two", "One two three", 7],
  ["One.", 3, 3, "and two", "One and two.", 11],
])("in %j between %i and %i", (text, start, end, said, whole, caret) => {
  expect(insert(text, start, end, said)).toEqual({ text: whole, caret });
});

test("a recording is of the first kind that the browser makes", () => {
  expect(recordingMedia(() => true)).toBe("audio/webm");
  expect(recordingMedia((media) => media === "audio/mp4")).toBe("audio/mp4");
  expect(recordingMedia(() => false)).toBe("");
});

test.each([
  ["NotAllowedError", "refused"],
  ["NotFoundError", "missing"],
  ["NotReadableError", "busy"],
  ["TypeError", "failed"],
])("%s is told as %s", (name, fault) => {
  expect(microphoneFault({ name })).toBe(fault);
});

test("the median of five", () => {
  expect(median([9, 1, 4.4, 300, 2])).toBe(4);
  expect(median([])).toBe(0);
});
