/** One interview, whatever it is at: before its start, under way, over, or out of reach. */
import { useEffect, useMemo } from "preact/hooks";
import { Panel } from "../parts/Panel";
import { Offline } from "../parts/Offline";
import { Session } from "../session";
import { knowSetup } from "../setup";
import { words } from "../strings";
import { ReadyView } from "./Ready";
import { ReviewView } from "./Review";
import { RoomView } from "./Room";

export function InterviewView({ id }: { id: string }) {
  const session = useMemo(() => new Session(id), [id]);
  useEffect(() => {
    // Only names come from it: what the page needs is in the snapshot.
    knowSetup().catch(() => {});
    return () => session.close();
  }, [session]);
  return (
    <>
      <Offline session={session} />
      <Stage session={session} />
    </>
  );
}

function Stage({ session }: { session: Session }) {
  const [link, state] = [session.link.value, session.room.value];
  if (link === "taken")
    return <Away title={words.takenTitle} body={words.takenBody} action={words.takeIt} session={session} />;
  if (link === "ended")
    return <Away title={words.endedTitle} body={words.endedBody} action={words.reload} session={session} />;
  if (link === "unknown") {
    return (
      <Panel title={words.unknownTitle}>
        <p>{words.unknownBody}</p>
        <a class="button" href="#/">
          {words.toHome}
        </a>
      </Panel>
    );
  }
  if (!state) return <Panel title={words.connecting} busy />;
  if (state.head.stage === "ready") return <ReadyView session={session} state={state} />;
  if (state.head.stage === "over") return <ReviewView session={session} state={state} />;
  return <RoomView session={session} state={state} />;
}

interface AwayProps {
  title: string;
  body: string;
  action: string;
  session: Session;
}

function Away({ title, body, action, session }: AwayProps) {
  return (
    <Panel title={title}>
      <p>{body}</p>
      <div class="row">
        <button type="button" class="button primary" onClick={() => session.retry()}>
          {action}
        </button>
        <a class="button" href="#/">
          {words.toHome}
        </a>
      </div>
    </Panel>
  );
}
