import { setTimeout as sleep } from "node:timers/promises";

/** Resolves once the URL answers with any HTTP status below `below`; rejects after `timeoutMs`. */
export async function answers(url: string, { below = 500, timeoutMs = 30_000 } = {}): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => undefined,
    );
    if (status !== undefined && status < below) return;
    if (Date.now() > deadline) throw new Error(`${url} did not answer within ${timeoutMs / 1000} s`);
    await sleep(50);
  }
}
