import { expect, test } from "vitest";
import { settingsFor } from "./parts/Connect";

test("the settings name the first model that was found", () => {
  const one = { kind: "Ollama", api_base: "http://127.0.0.1:11434/v1", models: ["qwen3:8b", "phi4"] };
  expect(settingsFor(one)).toContain('model = "openai/qwen3:8b"\napi_base = "http://127.0.0.1:11434/v1"');
});

test("a hostile name of a model stays a string", () => {
  const one = { kind: "Ollama", api_base: "http://127.0.0.1:1/v1", models: ['a"\n[roles]\njudge = "x'] };
  expect(settingsFor(one)).toContain('model = "openai/a\\"\\n[roles]\\njudge = \\"x"\n');
});

test("with none found it shows what one would look like", () => {
  expect(settingsFor(undefined)).toContain("openai/NAME-OF-THE-MODEL");
});
