import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import type { startPlaza } from "./plaza.ts";
import type { Room } from "./side.ts";

/** Times of one message after the other through the real client on either side. */
export async function clientSeries({ stack, address, pairs }: Awaited<ReturnType<typeof startPlaza>>, count: number) {
  const { id, people } = pairs[0] as Room;
  const [sender, receiver] = people.map((person) =>
    createClient(stack.values.API_URL, address.key, { accessToken: async () => address.tokens[person] ?? null }),
  );
  if (!sender || !receiver) throw new Error("A pair is two people.");
  const arrivals = new Map<string, (at: number) => void>();
  const channel = receiver.channel(address.topics[id] as string, { config: { private: true } });
  channel.on("broadcast", { event: "message.created" }, ({ payload }) => {
    arrivals.get(payload.client_id)?.(performance.now());
  });
  await receiver.realtime.setAuth();
  await new Promise<void>((resolve, reject) => {
    channel.subscribe((status, error) => (status === "SUBSCRIBED" ? resolve() : error && reject(error)));
  });
  const answerTimes: number[] = [];
  const receiveTimes: number[] = [];
  for (let n = 0; n < count; n++) {
    const client_id = randomUUID();
    const arrived = new Promise<number>((resolve) => arrivals.set(client_id, resolve));
    const start = performance.now();
    const { error } = await sender.rpc("send_message", { client_id, conversation_id: id, body: `message ${n}` });
    if (error) throw new Error(error.message);
    answerTimes.push(performance.now() - start);
    receiveTimes.push((await arrived) - start);
  }
  await receiver.removeAllChannels();
  return [
    { name: "from the call to the event at the other (stored and received)", times: receiveTimes.slice(count / 10) },
    { name: "from the call to its answer (stored)", times: answerTimes.slice(count / 10) },
  ];
}
