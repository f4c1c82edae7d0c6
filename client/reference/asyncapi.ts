import { events, liveEvents, topicEvents } from "../contract/index.ts";
import { Schemas } from "./schemas.ts";

/** How topics are called: what stands in braces comes with the conversation or call, whole, and is not to be taken apart. */
const addresses: Record<keyof typeof events, string> = {
  user: "user:{id}",
  conversation: "{topic}",
  call: "{topic}",
  post: "post:{id}",
  admin: "admin:live",
};

/** The topics of Realtime as AsyncAPI 3.0: what the database says on each, and what clients say to each other. */
export function asyncApi(url: string) {
  const schemas = new Schemas();
  const messages = (told: Record<string, Parameters<Schemas["of"]>[0]>) =>
    Object.fromEntries(
      Object.entries(told).map(([name, schema]) => [name, { name, payload: schemas.of(schema, "output") }]),
    );
  const channels = Object.fromEntries(
    Object.entries(addresses).map(([kind, address]) => [
      kind,
      { address, messages: messages({ ...events[kind as keyof typeof events], ...topicEvents }) },
    ]),
  );
  const { host, protocol } = new URL(url);
  return {
    asyncapi: "3.0.0",
    info: { title: "Plaza", version: "0.2.0", description: "Private topics of Supabase Realtime, broadcast." },
    servers: {
      realtime: { host, pathname: "/realtime/v1/websocket", protocol: protocol === "https:" ? "wss" : "ws" },
    },
    channels: { ...channels, live: { address: "{live_topic}", messages: messages(liveEvents) } },
    operations: Object.fromEntries([
      ...Object.keys(channels).map((kind) => [
        `hear_${kind}`,
        { action: "receive", channel: { $ref: `#/channels/${kind}` } },
      ]),
      ["say_live", { action: "send", channel: { $ref: "#/channels/live" } }],
    ]),
    components: { schemas: schemas.components },
  };
}
