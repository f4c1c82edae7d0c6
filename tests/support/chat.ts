import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { clientWith } from "./clients.ts";
import type { Person } from "./people.ts";
import { call } from "./posts.ts";

/** A message as every list and event gives it, as far as tests look at it. */
export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  client_id: string;
  kind: string;
  body: string;
  sender: { member_id: string; id: string | null; username?: string; alias?: string | null } | null;
  details: { event?: string; [detail: string]: unknown } | null;
  reactions: Record<string, number>;
  my_reaction: string | null;
  edited_at: string | null;
  deleted_at: string | null;
}

export interface Conversation {
  id: string;
  kind: string;
  title: string | null;
  member_count: number;
  unread: number;
  last_message: Message | null;
  other: {
    member_id: string;
    id: string | null;
    username?: string;
    alias: string | null;
    last_read_seq: number;
    last_delivered_seq: number;
  } | null;
  me: { member_id: string; role: string; state: string; last_read_seq: number };
}

/** The two become connections, so that neither is a stranger to the other. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await call(one, "request_connection", { user_id: other.id });
  await call(other, "request_connection", { user_id: one.id });
}

export const startConversation = (person: Person, other: Person): Promise<Conversation> =>
  call(person, "start_conversation", { user_id: other.id });

/** The conversation of two people who are connected from here on. */
export async function talkOf(one: Person, other: Person): Promise<string> {
  await befriend(one, other);
  return (await startConversation(one, other)).id;
}

/** A group of these people; returns its identifier. */
export async function createGroup(owner: Person, ...members: Person[]): Promise<string> {
  const { conversation } = await call<{ conversation: Conversation }>(owner, "create_group", {
    client_id: randomUUID(),
    title: "A group",
    member_ids: members.map(({ id }) => id),
  });
  return conversation.id;
}

/** Says something and returns the message. */
export const say = (person: Person, conversationId: string, body: string): Promise<Message> =>
  call(person, "send_message", { client_id: randomUUID(), conversation_id: conversationId, body });

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
