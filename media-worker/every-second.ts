const intervalMs = 1_000;

/**
 * Does something about once a second from now on, which a queue would do once a minute at best. Any number of workers
 * may: the functions that they call see to it that one finds the work, and the others that it is being done. Returns
 * how to stop.
 */
export function everySecond(work: () => Promise<unknown>, failed: (error: Error) => void): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    // What takes longer than a second is not joined by another.
    running ??= work()
      .catch(failed)
      .finally(() => {
        running = undefined;
      });
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
