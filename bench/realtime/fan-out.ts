import { setTimeout as sleep } from "node:timers/promises";
import type { Contender } from "./contenders.ts";
import type { RawSocket } from "./raw-socket.ts";
import type { ServerProcess } from "./server-process.ts";

const text = "It is a truth universally acknowledged, that a single man in possession of a good fortune".slice(0, 80);

const payload = (sentAt: number) => JSON.stringify({ id: "6f1c2c1e-5a43-4c5e-9f64-0a3c4a1d2b11", sentAt, text });

async function openRoom(contender: Contender, server: ServerProcess, members: number) {
  const room = `room-${Math.random().toString(36).slice(2)}`;
  const receivers = await Promise.all(Array.from({ length: members }, () => contender.join(server.port, room)));
  const sender = await contender.join(server.port, room);
  return {
    room,
    receivers,
    sender,
    close: () => [...receivers, sender].forEach((socket: RawSocket) => void socket.close()),
  };
}

/**
 * Deliveries a second from one sender to `members`, with so many messages under way that the server is
 * never idle, and the server's processor time for one delivery.
 */
export async function fanOutRate(contender: Contender, server: ServerProcess, members: number, seconds: number) {
  const { room, receivers, sender, close } = await openRoom(contender, server, members);
  const frame = contender.frame(room, payload(0));
  const inFlight = Math.max(20, Math.round(5_000 / members));
  const [witness] = receivers as [RawSocket];
  const before = witness.received;
  const total = () => receivers.reduce((sum, { received }) => sum + received, 0);
  const [start, deliveredBefore, cpuBefore] = [performance.now(), total(), server.cpu()];
  let sent = 0;
  while (performance.now() - start < seconds * 1000) {
    while (sent - (witness.received - before) < inFlight) {
      sender.send(frame);
      sent++;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const elapsed = (performance.now() - start) / 1000;
  const delivered = total() - deliveredBefore;
  const cpu = server.cpu() - cpuBefore;
  close();
  return { perSecond: delivered / elapsed, cpuMicroseconds: (cpu / delivered) * 1e6 };
}

/** Milliseconds from sending to each delivery, at a rate that loads nobody. */
export async function latencies(contender: Contender, server: ServerProcess, members: number, seconds: number) {
  const { room, receivers, sender, close } = await openRoom(contender, server, members);
  const sample: number[] = [];
  for (const receiver of receivers) {
    receiver.onMessage = (message) => {
      const sentAt = /"sentAt":([\d.]+)/.exec(message.toString("latin1"))?.[1];
      if (sentAt !== undefined) sample.push(performance.now() - Number(sentAt));
    };
  }
  for (let n = 0; n < seconds * 100; n++) {
    sender.send(contender.frame(room, payload(performance.now())));
    await sleep(10);
  }
  await sleep(100);
  close();
  return sample;
}
