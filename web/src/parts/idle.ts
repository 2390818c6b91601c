/** What is folded away is made ready once the browser has nothing else to do: on paper it is unfolded. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export function useIdle(): boolean {
  const idle = useSignal(false);
  useEffect(() => {
    const now = () => void (idle.value = true);
    if (!("requestIdleCallback" in globalThis)) {
      const timer = setTimeout(now, 200);
      return () => clearTimeout(timer);
    }
    const id = requestIdleCallback(now, { timeout: 1000 });
    return () => cancelIdleCallback(id);
  }, []);
  return idle.value;
}
