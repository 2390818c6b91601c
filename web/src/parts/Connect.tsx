/** How to connect a model of one's own, with those that were found on this machine. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type ApiFault, getNearby } from "../api";
import type { NeighbourView } from "../protocol.gen";
import { words } from "../strings";
import { Fault } from "./Fault";

export function Connect({ open }: { open: boolean }) {
  const found = useSignal<readonly NeighbourView[] | null>(null);
  const fault = useSignal("");
  const box = useRef<HTMLDetailsElement>(null);
  const looking = useSignal(false);
  const look = () => {
    looking.value = true;
    fault.value = "";
    getNearby()
      .then(
        (reply) => (found.value = reply.found),
        (error: ApiFault) => (fault.value = error.message),
      )
      .finally(() => (looking.value = false));
  };
  useEffect(() => {
    if (open && box.current) box.current.open = true;
  }, [open]);
  return (
    <details class="connect" ref={box} onToggle={(event) => event.currentTarget.open && look()}>
      <summary>{words.connectTitle}</summary>
      <p class="help">{words.connectWhy}</p>
      {fault.value && <Fault message={fault.value} again={look} />}
      <div aria-live="polite">
        {looking.value && <p class="waiting">{words.connectLooking}</p>}
        {found.value?.length === 0 && !looking.value && <p>{words.connectNone}</p>}
        {found.value?.map((one) => (
          <Found key={one.api_base} one={one} />
        ))}
      </div>
      {found.value && (
        <>
          <p class="help">{words.connectHow}</p>
          <pre tabIndex={0} aria-label={words.connectFile}>
            <code>{settingsFor(found.value[0])}</code>
          </pre>
          <button type="button" class="button small" aria-disabled={looking.value} onClick={() => looking.value || look()}>
            {words.connectAgain}
          </button>
        </>
      )}
    </details>
  );
}

function Found({ one }: { one: NeighbourView }) {
  return (
    <p>
      <strong>{one.kind}</strong> {words.connectFound(one.api_base, one.models)}
    </p>
  );
}

/** What to write into viva.toml for the first model of that server, or for one yet to come. */
export function settingsFor(one: NeighbourView | undefined): string {
  // A JSON string is a string of TOML, too, whatever a server calls its models.
  const model = JSON.stringify(`openai/${one?.models[0] ?? "NAME-OF-THE-MODEL"}`);
  const base = JSON.stringify(one?.api_base ?? "http://127.0.0.1:11434/v1");
  return `[models.local]\nmodel = ${model}\napi_base = ${base}\n\n[roles]\ninterviewer = "local"\njudge = "local"\n`;
}
