/** A button that asks once more before it does what can't be undone. */
import { useId, useRef } from "preact/hooks";

interface Props {
  label: string;
  title: string;
  body: string;
  yes: string;
  no: string;
  class?: string;
  disabled?: boolean;
  onYes(): void;
}

export function Confirm({ label, title, body, yes, no, class: name = "button quiet", disabled, onYes }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  const agree = () => {
    close();
    onYes();
  };
  return (
    <>
      <button type="button" class={name} disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}-title`} aria-describedby={`${id}-body`}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-body`}>{body}</p>
        <div class="row end">
          {/* The harmless choice comes first, and so has the focus. */}
          <button type="button" class="button" onClick={close}>
            {no}
          </button>
          <button type="button" class="button danger" onClick={agree}>
            {yes}
          </button>
        </div>
      </dialog>
    </>
  );
}
