import type { RealtimeChannel } from "@supabase/supabase-js";
import { clientWith } from "./clients.ts";
import type { Person } from "./people.ts";

export interface Listener {
  channel: RealtimeChannel;
  events: { event: string; payload: Record<string, unknown> }[];
  leave(): Promise<void>;
}

/** Joins a topic as somebody, and collects its events from then on. */
export async function listen({ session }: Pick<Person, "session">, topic: string): Promise<Listener> {
  const client = clientWith(session.access_token);
  await client.realtime.setAuth(session.access_token);
  const channel = client.channel(topic, { config: { private: true } });
  const events: Listener["events"] = [];
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  await new Promise<void>((resolve, reject) => {
    channel.subscribe((status, error) => (status === "SUBSCRIBED" ? resolve() : reject(error ?? new Error(status))));
  });
  return {
    channel,
    events,
    leave: async () => void (await client.realtime.disconnect()),
  };
}
