import { useEffect, useState } from "preact/hooks";

interface Toast {
  id: number;
  text: string;
  isError: boolean;
  undo?: (() => void) | undefined;
}

let show: (toast: Omit<Toast, "id">) => void = () => {};

/** Says at the lower edge what has been done; with `undo`, for longer. */
export const say = (text: string, undo?: () => void): void => show({ text, isError: false, undo });
/** Says what was refused. */
export const sayRefusal = (refusal: { message: string }): void => show({ text: refusal.message, isError: true });

let next = 0;

export function Toasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const drop = (id: number) => setToasts((now) => now.filter((toast) => toast.id !== id));
  useEffect(() => {
    show = (toast) => {
      const id = ++next;
      setToasts((now) => [...now.slice(-2), { ...toast, id }]);
      setTimeout(() => drop(id), toast.undo ? 15_000 : 6_000);
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text, isError, undo }) => (
        <p key={id} class={isError ? "toast refusal" : "toast"}>
          {text}
          {undo && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                drop(id);
                undo();
              }}
            >
              Undo
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
