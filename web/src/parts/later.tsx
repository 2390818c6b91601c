/** A view, or a part of one, that is loaded when it is first shown. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../strings";
import { Fault } from "./Fault";
import { Panel } from "./Panel";

/** `part`: nothing stands in its place meanwhile. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, part = false): ComponentType<P> {
  let View: ComponentType<P> | null = null;
  return (props: P) => {
    const there = useSignal(View !== null);
    const failed = useSignal(false);
    const fetch = () => {
      failed.value = false;
      load()
        .then((loaded) => {
          View = loaded;
          there.value = true;
        })
        .catch(() => (failed.value = true));
    };
    useEffect(() => void (View ?? fetch()), []);
    if (there.value && View) return <View {...props} />;
    if (part) return failed.value ? <Fault message={words.unreachable} again={fetch} /> : null;
    return (
      <Panel title={words.loading} busy>
        {failed.value && <Fault message={words.unreachable} again={fetch} />}
      </Panel>
    );
  };
}
