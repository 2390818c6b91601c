/** What stands over the page while there is no connection, and what the server last refused. */
import type { Session } from "../session";
import { words } from "../strings";
import { Icon } from "./Icon";

export function Offline({ session }: { session: Session }) {
  if (session.link.value !== "lost") return null;
  return (
    <aside class="offline" aria-label={words.connection}>
      <Icon name="alert" />
      <p>{words.offline}</p>
      <button type="button" class="button small" onClick={() => session.retry()}>
        {words.tryNow}
      </button>
    </aside>
  );
}

export function Notice({ session }: { session: Session }) {
  if (!session.notice.value) return null;
  return (
    <div class="notice bad">
      <p>{session.notice.value}</p>
      <button type="button" class="button small" onClick={() => (session.notice.value = "")}>
        {words.close}
      </button>
    </div>
  );
}
