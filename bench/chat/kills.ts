import { setTimeout as sleep } from "node:timers/promises";
import type { Generator } from "./generator.ts";
import type { startPeer } from "./peer.ts";
import type { startPlaza } from "./plaza.ts";
import type { Room } from "./side.ts";

type Plaza = Awaited<ReturnType<typeof startPlaza>>;
type Peer = Awaited<ReturnType<typeof startPeer>>;

const seconds = 6;
const killAfterMs = 2_000;

const row = (acknowledged: number, { rows, different }: { rows: number; different: number }) =>
  [acknowledged, different, acknowledged - different, rows - different].map(String);

/** Resolves once a run has begun; its end is a promise in the answer. */
async function started<Result>(run: (onStart: () => void) => Promise<Result>): Promise<{ end: Promise<Result> }> {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const end = run(resolve);
  await Promise.race([begun, end]);
  return { end };
}

/** Kills a part of Plaza while people write, waits until the supervisor has it back, and counts. */
export async function killPlaza(plaza: Plaza, generator: Generator, part: string): Promise<string[]> {
  const { stack, address, pairs } = plaza;
  const plan = { address, rooms: pairs, seconds, pace: { perSecond: 300 }, retries: true };
  const running = await started((onStart) => generator.run(plan, onStart));
  await sleep(killAfterMs);
  const before = stack.output.length;
  process.kill(stack.processes.parts[part] as number, "SIGKILL");
  const { run, acknowledged } = await running.end;
  while (!stack.output.slice(before).includes(`${part} is back`)) await sleep(100);
  // The others have noticed too.
  while (!(await fetch(`${stack.values.API_URL}/health`).catch(() => undefined))?.ok) await sleep(100);
  return row(acknowledged, await plaza.stored(run));
}

/** The same with the peer, which gets time afterwards to work off its queue and to find the jobs of a dead worker. */
export async function killPeer(
  peer: Peer,
  generator: Generator,
  pairs: Room[],
  part: "worker" | "redis",
): Promise<string[]> {
  const plan = { address: peer.address, rooms: pairs, seconds, pace: { underWay: 8 } };
  const running = await started((onStart) => generator.run(plan, onStart));
  await sleep(killAfterMs);
  await peer.killAndRevive(part);
  const { run, acknowledged } = await running.end;
  return row(acknowledged, await peer.drained(run, acknowledged, 20_000));
}
