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

/** Kills a part of Plaza while people write, waits until the supervisor has it back, and counts. */
export async function killPlaza(plaza: Plaza, generator: Generator, part: string): Promise<string[]> {
  const { stack, address, pairs } = plaza;
  const running = generator.run({ address, rooms: pairs, seconds, pace: { perSecond: 300 }, retries: true });
  await sleep(killAfterMs);
  const before = stack.output.length;
  process.kill(stack.processes.parts[part] as number, "SIGKILL");
  const { run, acknowledged } = await running;
  while (!stack.output.slice(before).includes(`${part} is back`)) await sleep(100);
  return row(acknowledged, await plaza.stored(run));
}

/** The same with the peer, which gets time afterwards to work off its queue and to find the jobs of a dead worker. */
export async function killPeer(
  peer: Peer,
  generator: Generator,
  pairs: Room[],
  part: "worker" | "redis",
): Promise<string[]> {
  const running = generator.run({ address: peer.address, rooms: pairs, seconds, pace: { underWay: 8 } });
  await sleep(killAfterMs);
  await peer.killAndRevive(part);
  const { run, acknowledged } = await running;
  return row(acknowledged, await peer.drained(run, acknowledged, 20_000));
}
