/** Does the work for single things in batches: what comes while one is done is the next. Each learns what came of its own batch. */
export function inBatches<Item>(work: (items: Item[]) => Promise<void>): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return (item) => {
    waiting.push(item);
    next ??= running.then(() => {
      const items = waiting;
      waiting = [];
      next = undefined;
      const batch = work(items);
      running = batch.catch(() => {});
      return batch;
    });
    return next;
  };
}
