/** Markdown on the page. Formulas and colours are drawn as soon as what draws them is loaded. */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { settled, wantsRich, type Rich } from "../text/markup";
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
  const frame = { class: `prose ${name}`, lang: english(), "aria-busy": streaming };
  if (!streaming) return <Drawn {...frame} text={text} drawer={drawer} />;
  // What has come to rest is drawn once: else each new word would cost as much as all before it.
  const at = settled(text);
  return (
    <div {...frame} data-streaming>
      <Drawn class="part" text={text.slice(0, at)} drawer={drawer} />
      <Drawn class="part" text={text.slice(at)} drawer={drawer} />
    </div>
  );
}

type DrawnProps = JSX.IntrinsicElements["div"] & { text: string; drawer: Rich | null };

function Drawn({ text, drawer, ...frame }: DrawnProps) {
  const safe = useMemo(() => html(text, drawer), [text, drawer]);
  return <div {...frame} dangerouslySetInnerHTML={{ __html: safe }} />;
}
