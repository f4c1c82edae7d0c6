import { cpus } from "node:os";

export interface Measurement {
  /** Calls a second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  /** CPU microseconds a call: of all processes on the machine, ours or not. Tells how disturbed the rate is. */
  machine: number;
}

function busyMicroseconds(): number {
  return cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) * 1000, 0);
}

/** Runs every worker's call over and over for `seconds`, after a warm-up that does not count. */
export async function measure(workers: (() => Promise<void>)[], seconds: number): Promise<Measurement> {
  await runFor(workers, Math.min(1, seconds / 2));
  const busyBefore = busyMicroseconds();
  const durations = await runFor(workers, seconds);
  const machine = (busyMicroseconds() - busyBefore) / durations.length;
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => durations[Math.floor(durations.length * share)] ?? Number.NaN;
  const rate = durations.length / seconds;
  return { rate, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), machine };
}

async function runFor(workers: (() => Promise<void>)[], seconds: number): Promise<number[]> {
  const end = performance.now() + seconds * 1000;
  const durations: number[] = [];
  await Promise.all(
    workers.map(async (call) => {
      for (let start = performance.now(); start < end; ) {
        await call();
        const now = performance.now();
        durations.push(now - start);
        start = now;
      }
    }),
  );
  return durations;
}
