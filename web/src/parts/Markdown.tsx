/** Markdown on the page. Formulas and colours are drawn as soon as what draws them is loaded. */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { wantsRich, type Rich } from "../text/markup";
import { english } from "../strings";
import { html } from "../text/md";

const rich = signal<Rich | null>(null);
let loading: Promise<void> | null = null;

/** Loads it once. Where that fails (the network has just gone) the source stays readable, and the next text tries again. */
function load(): void {
  loading ??= import("../text/rich")
    .then((loaded) => void (rich.value = loaded.rich))
    .catch(() => void (loading = null));
}

interface Props {
  text: string;
  /** Whether more of it is still to come. */
  streaming?: boolean;
  class?: string;
}

export function Markdown({ text, streaming = false, class: name = "" }: Props) {
  const drawer = rich.value;
  const wanted = wantsRich(text);
  useEffect(() => {
    if (wanted) load();
  }, [wanted]);
  const safe = useMemo(() => html(text, drawer), [text, drawer]);
  return (
    <div
      class={`prose ${name}`}
      lang={english()}
      aria-busy={streaming}
      data-streaming={streaming || undefined}
      dangerouslySetInnerHTML={{ __html: safe }}
    />
  );
}
