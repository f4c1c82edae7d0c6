import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { clientWith } from "./clients.ts";
import type { Person } from "./people.ts";
import { call } from "./posts.ts";

export interface Conversation {
  id: string;
  title: string | null;
  member_count: number;
  unread: number;
  ended_at: string | null;
  other: { member_id: string; id: string | null; username?: string; alias: string | null } | null;
  me: { member_id: string; alias: string | null; role: string; state: string };
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  kind: string;
  body: string;
  details: { event?: string; [detail: string]: unknown } | null;
  sender: { id: string | null; alias: string | null } | null;
}

export const startConversation = (person: Person, other: Person): Promise<Conversation> =>
  call(person, "start_conversation", { user_id: other.id });

export async function createGroup(owner: Person, ...members: Person[]): Promise<string> {
  const { conversation } = await call<{ conversation: Conversation }>(owner, "create_group", {
    client_id: randomUUID(),
    title: "A group",
    member_ids: members.map(({ id }) => id),
  });
  return conversation.id;
}

export const say = (person: Person, conversation_id: string, body: string): Promise<Message> =>
  call(person, "send_message", { client_id: randomUUID(), conversation_id, body });

/** Joins a topic with a client of its own, and collects what arrives until the test is over. */
export async function listen(person: Person, topic: string) {
  const { access_token } = person.session;
  const client = clientWith(access_token);
  onTestFinished(async () => {
    await client.realtime.disconnect();
  });
  await client.realtime.setAuth(access_token);
  const events: { event: string; payload: Record<string, unknown> }[] = [];
  const channel = client.channel(topic, { config: { private: true } });
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  const status = await new Promise<string>((resolve) => {
    channel.subscribe((answer) => resolve(answer));
  });
  return { status, channel, events };
}
