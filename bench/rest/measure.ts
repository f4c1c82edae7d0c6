import { cpus } from "node:os";

export interface Measurement {
  /** Calls a second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  p99: number;
  /** CPU microseconds a call of all processes on the machine, ours or not: tells how disturbed the rate is. */
  machineCpu: number;
  /** CPU microseconds a call of the server. */
  serverCpu: number;
}

function machineMicroseconds(): number {
  return cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) * 1000, 0);
}

/**
 * Runs every worker's call over and over for `seconds`, after a warm-up that does not count.
 * `serverMicroseconds` tells the CPU time that the server has used so far.
 */
export async function measure(
  workers: (() => Promise<void>)[],
  seconds: number,
  serverMicroseconds: () => Promise<number> = async () => Number.NaN,
): Promise<Measurement> {
  await runFor(workers, Math.min(1, seconds / 2));
  const before = { machine: machineMicroseconds(), server: await serverMicroseconds() };
  const durations = await runFor(workers, seconds);
  const after = { machine: machineMicroseconds(), server: await serverMicroseconds() };
  durations.sort((a, b) => a - b);
  const percentile = (share: number) => durations[Math.floor(durations.length * share)] ?? Number.NaN;
  return {
    rate: durations.length / seconds,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    machineCpu: (after.machine - before.machine) / durations.length,
    serverCpu: (after.server - before.server) / durations.length,
  };
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
