/** A page that says one thing: nothing here, elsewhere, not yet. */
import type { ComponentChildren } from "preact";
import { useTitle } from "./focus";

interface Props {
  title: string;
  children?: ComponentChildren;
  /** Whether this is only until something comes. */
  busy?: boolean;
}

export function Panel({ title, children, busy = false }: Props) {
  const heading = useTitle(title, !busy);
  return (
    <main class="panel" id="main" tabIndex={-1} aria-busy={busy}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
