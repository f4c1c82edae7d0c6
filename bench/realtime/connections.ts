import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "./contenders.ts";
import type { RawSocket } from "./raw-socket.ts";
import type { ServerProcess } from "./server-process.ts";

const atOnce = 50;
const roomSize = 100;

/** Opens `count` connections that each join a room, and tells how fast that went and what they cost. */
export async function holdConnections(contender: Contender, server: ServerProcess, count: number) {
  await sleep(500);
  const before = server.memory();
  const sockets: RawSocket[] = [];
  const start = performance.now();
  const worker = async () => {
    while (sockets.length < count) {
      const place = sockets.push(undefined as never) - 1;
      sockets[place] = await contender.join(server.port, `idle-${Math.floor(place / roomSize)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - start) / 1000;
  await sleep(2_000);
  const memory = server.memory();
  for (const socket of sockets) socket.close();
  return { perSecond: count / seconds, memory, each: (memory - before) / count };
}
