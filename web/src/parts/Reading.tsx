/** Where to read on: for the points that are missing, else all that the question names. */
import type { Reference } from "../protocol.gen";
import { words } from "../strings";
import { safeHref } from "../text/markup";
import { Icon } from "./Icon";

export function Reading({ missed, list }: { missed: boolean; list: readonly Reference[] }) {
  if (list.length === 0) return null;
  const links = (
    <ul>
      {list.map((reference) => (
        <li key={reference.id}>
          <Link {...reference} />
          <span class="help"> {words.readKind(reference.kind)}</span>
        </li>
      ))}
    </ul>
  );
  // What is missing is worth a place of its own; the rest is there for who opens it.
  if (!missed) {
    return (
      <details class="reading">
        <summary>{words.readAll}</summary>
        {links}
      </details>
    );
  }
  return (
    <div class="reading">
      <h3>{words.readMissed}</h3>
      {links}
    </div>
  );
}

/** A reference as a link, if its address is one that may be opened. */
export function Link({ url, title }: Reference) {
  const href = safeHref(url);
  if (!href) return <>{title}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {title}
      <Icon name="out" />
      <span class="sr-only"> ({words.newTab})</span>
    </a>
  );
}
