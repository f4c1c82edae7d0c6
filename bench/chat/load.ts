/** The clients, in a process of their own: opens a socket for everybody, sends, and takes the time. */
import { setTimeout as sleep } from "node:timers/promises";
import { type PeerAddress, peerSide } from "./peer-side.ts";
import { type PlazaAddress, plazaSide } from "./plaza-side.ts";
import type { Room } from "./side.ts";

export interface Plan {
  address: PlazaAddress | PeerAddress;
  rooms: Room[];
  /** Eight hexadecimal digits that no other run has: the beginning of each client_id. */
  run: string;
  seconds: number;
  /** So many messages a second, or so many always under way. */
  pace: { perSecond: number } | { underWay: number };
  /** Whether a send that fails is tried again, as a client does, until it is answered. */
  retries?: boolean;
}

export interface Outcome {
  acknowledged: number;
  /** Messages that have reached everybody else in the room. */
  received: number;
  /** Deliveries that came twice. */
  repeated: number;
  seconds: number;
  /** Milliseconds, one a message: from sending until the answer, and until the last of the others has it. */
  answerTimes: number[];
  receiveTimes: number[];
}

/** What this process tells the bench. */
export type Said = { started: true } | { outcome: Outcome } | { error: string };

const say = (said: Said) => process.send?.(said);

const text = "It is a truth universally acknowledged, that a single man in possession of a good fortune";
const most = 1_000_000;

export const clientId = (run: string, n: number): string => `${run}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

async function runPlan({ address, rooms, run, seconds, pace, retries = false }: Plan): Promise<Outcome> {
  const side = address.kind === "plaza" ? plazaSide(address) : peerSide(address);
  const sentAt = new Float64Array(most);
  const missing = new Int16Array(most);
  const answerTimes: number[] = [];
  const receiveTimes: number[] = [];
  let [sent, received, repeated, pending] = [0, 0, 0, 0];

  const senderOf = (n: number) => {
    const room = rooms[n % rooms.length] as Room;
    return { room, sender: Math.floor(n / rooms.length) % room.people.length };
  };
  const seats = rooms.flatMap((room) => room.people.map((person, place) => ({ room, person, place })));
  const sockets = await inParallel(seats, 20, async ({ room, person, place }) => {
    const socket = await side.join(person, room.id);
    const answers = socket.onMessage;
    let last = -1;
    socket.onMessage = (frame) => {
      if (!side.isMessage(frame)) return answers?.(frame);
      const at = frame.indexOf("#n=") + 3;
      const n = Number.parseInt(frame.toString("latin1", at, at + 7), 10);
      if (senderOf(n).sender === place) return;
      if (n === last) repeated++;
      last = n;
      missing[n] = (missing[n] as number) - 1;
      if (missing[n] !== 0) return;
      received++;
      receiveTimes.push(performance.now() - (sentAt[n] as number));
    };
    return socket;
  });
  const heart = setInterval(() => {
    for (const socket of sockets) socket.send(side.heartbeat);
  }, 20_000);

  say({ started: true });
  const start = performance.now();
  let lastAt = start;
  const send = async () => {
    const n = sent++;
    const { room, sender } = senderOf(n);
    missing[n] = room.people.length - 1;
    const message = {
      clientId: clientId(run, n),
      room: room.id,
      sender: room.people[sender] as string,
      body: `${text} #n=${n}#`,
    };
    pending++;
    sentAt[n] = performance.now();
    for (;;) {
      try {
        await side.send(message);
        break;
      } catch (error) {
        if (!retries) throw error;
        await sleep(100 + Math.random() * 200);
      }
    }
    pending--;
    lastAt = performance.now();
    answerTimes.push(lastAt - (sentAt[n] as number));
  };
  const end = start + seconds * 1000;
  if ("underWay" in pace) {
    const worker = async () => {
      while (performance.now() < end && sent < most) await send();
    };
    await Promise.all(Array.from({ length: pace.underWay }, worker));
  } else {
    const failed: unknown[] = [];
    for (let due = start; due < end; due += 1000 / pace.perSecond) {
      const early = due - performance.now();
      if (early > 1) await sleep(early);
      send().catch((error) => failed.push(error));
    }
    while (pending > failed.length) await sleep(20);
    if (failed.length > 0) throw failed[0];
  }
  // What is still under way to its receivers; a server that is overloaded gets some time, one that has lost them not for ever.
  for (let tries = 0; received < sent && tries < (retries ? 20 : 500); tries++) await sleep(10);
  clearInterval(heart);
  const elapsed = (Math.max(lastAt, start + seconds * 1000) - start) / 1000;
  for (const socket of sockets) socket.close();
  side.close();
  return { acknowledged: answerTimes.length, received, repeated, seconds: elapsed, answerTimes, receiveTimes };
}

/** `work` on every item, so many at a time; the results in order. */
async function inParallel<Item, Result>(items: Item[], atOnce: number, work: (item: Item) => Promise<Result>) {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const place = next++;
      results[place] = await work(items[place] as Item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

if (import.meta.main) {
  process.on("message", (plan: Plan) => {
    runPlan(plan).then(
      (outcome) => say({ outcome }),
      (error) => say({ error: String(error?.stack ?? error) }),
    );
  });
}
