/** Milliseconds before another attempt: longer each time, and never everybody at once. */
export const backoff = (attempt: number): number => Math.min(10_000, 400 * 2 ** attempt) * (0.5 + Math.random() / 2);

/** As a signal's own throwIfAborted, which React Native does not have. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new Error("It was broken off.");
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason ?? new Error("It was broken off."));
    };
    if (signal?.aborted) {
      reject(signal.reason ?? new Error("It was broken off."));
      return;
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Does something a while after it was asked for, once however often that was. */
export function debounced(milliseconds: number, work: () => void): (() => void) & { cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, milliseconds);
  };
  return Object.assign(ask, {
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  });
}

const tick = 5_000;

/**
 * Calls `wake` when the device comes back: the network, or the program after a sleep, which shows in that the clock has gone on
 * without it. Connections from before are dead then, and nothing says so for a minute.
 */
export function watchSleep(wake: () => void): () => void {
  let last = Date.now();
  const timer = setInterval(() => {
    const slept = Date.now() - last > 4 * tick;
    last = Date.now();
    if (slept) wake();
  }, tick);
  // In Node the program may end while this runs.
  (timer as { unref?: () => void }).unref?.();
  globalThis.addEventListener?.("online", wake);
  return () => {
    clearInterval(timer);
    globalThis.removeEventListener?.("online", wake);
  };
}
