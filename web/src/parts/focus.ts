/** Where the keyboard is after the page has changed under it: at the new heading. */
import { useEffect, useRef } from "preact/hooks";
import { words } from "../strings";

/** Gives the heading the focus whenever `key` changes. */
export function useFocus<E extends HTMLElement = HTMLHeadingElement>(key: unknown, wanted = true) {
  const ref = useRef<E>(null);
  useEffect(() => {
    if (!wanted || !ref.current) return;
    ref.current.focus({ preventScroll: true });
    ref.current.scrollIntoView({ block: "nearest" });
  }, [key, wanted]);
  return ref;
}

/** Names the tab, and gives what is new on the page (mostly its heading) the focus. */
export function useTitle<E extends HTMLElement = HTMLHeadingElement>(title: string, focus = true) {
  useEffect(() => {
    document.title = title === words.app ? words.app : `${title} · ${words.app}`;
  }, [title]);
  return useFocus<E>(title, focus);
}

/** Scrolls to the last of `what` within whenever there is one more of them; not to those that were there at first. */
export function useInSight<E extends HTMLElement>(number: number, what: string) {
  const ref = useRef<E>(null);
  const before = useRef(number);
  useEffect(() => {
    if (number > before.current) last(ref.current?.querySelectorAll(what))?.scrollIntoView({ block: "nearest" });
    before.current = number;
  }, [number]);
  return ref;
}

const last = (found: NodeListOf<Element> | undefined) => found?.[found.length - 1];
