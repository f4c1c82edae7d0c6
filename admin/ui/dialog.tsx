import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Asks something in front of the page, until it is closed. */
export function Dialog({ titleId, close, children }: { titleId: string; close(): void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={close}>
      {children}
    </dialog>
  );
}
