import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const patienceMs = 30_000;

/** Resolves once the check does not fail; rejects after half a minute. */
async function eventually(check: () => Promise<boolean>, failure: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`${failure} within ${patienceMs / 1000} s`);
    await sleep(50);
  }
}

/** Resolves once the URL answers with any HTTP status below 500. */
export const answers = (url: string): Promise<void> =>
  eventually(
    () =>
      fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        async (response) => {
          await response.body?.cancel();
          return response.status < 500;
        },
        () => false,
      ),
    `${url} did not answer`,
  );

/** Whether somebody listens on the loopback port. */
export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** Resolves once somebody listens on the loopback port: all that can be asked of a function whose calls are unknown. */
export const listens = (port: number, name: string): Promise<void> =>
  eventually(() => isListening(port), `${name} did not listen`);
