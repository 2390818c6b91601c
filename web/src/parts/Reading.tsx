/** Where to read on: for the points that are missing, else all that the question names. */
import type { Reference } from "../protocol.gen";
import { words } from "../strings";
import { safeHref } from "../text/markup";
import { Icon } from "./Icon";

export function Reading({ missed, list }: { missed: boolean; list: readonly Reference[] }) {
  if (list.length === 0) return null;
  return (
    <div class="reading">
      <h3>{missed ? words.readMissed : words.readAll}</h3>
      <ul>
        {list.map((reference) => (
          <li key={reference.id}>
            <Link {...reference} />
            <span class="help"> {words.readKind(reference.kind)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Link({ url, title }: Reference) {
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
