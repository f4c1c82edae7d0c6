import { randomUUID } from "node:crypto";
import type { RealtimeChannel } from "@supabase/supabase-js";
import { onTestFinished } from "vitest";
import { clientWith } from "./clients.ts";
import type { Person } from "./people.ts";
import { call } from "./rpc.ts";

/** A message as every list and event gives it, as far as tests look at it. */
export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  client_id: string;
  kind: string;
  body: string;
  sender: { member_id: string; id: string | null; username?: string; alias?: string | null } | null;
  details: { preview?: { title: string }; event?: string; [detail: string]: unknown } | null;
  media: { id: string; status: string; name: string | null }[];
  mentions: string[];
  reactions: { count: number; emojis: Record<string, number>; mine?: string | null };
  edited_at: string | null;
  deleted_at: string | null;
}

export interface Conversation {
  id: string;
  kind: string;
  unread: number;
  topic: string | null;
  live_topic: string | null;
  last_message: Message | null;
  other: { member_id: string; id: string | null; last_read_seq: number; last_delivered_seq: number } | null;
  me: { member_id: string; role: string; state: string; last_read_seq: number };
}

export interface Event {
  event: string;
  payload: Record<string, unknown>;
}

/** A conversation of two who know each other; returns its id. */
export async function startConversation(one: Person, other: Person): Promise<string> {
  await call(other, "follow", { user_id: one.id });
  return (await call<{ id: string }>(one, "start_conversation", { user_id: other.id })).id;
}

export const say = (person: Person, conversation_id: string, body: string, more = {}): Promise<Message> =>
  call(person, "send_message", { client_id: randomUUID(), conversation_id, body, ...more });

/** A group as its owner makes it; returns its id. */
export async function createGroup(owner: Person, ...members: Person[]): Promise<string> {
  const { conversation } = await call<{ conversation: Conversation }>(owner, "create_group", {
    client_id: randomUUID(),
    title: "A group",
    member_ids: members.map(({ id }) => id),
  });
  return conversation.id;
}

/** A conversation of two strangers, or the one that they have. */
export const begin = (person: Person, other: Person): Promise<Conversation> =>
  call(person, "start_conversation", { user_id: other.id });

/** Somebody on a topic, with what has arrived since. */
export interface Listener {
  status: string;
  channel: RealtimeChannel;
  events: Event[];
  leave(): Promise<void>;
}

/** Joins a topic as this person, who may be refused, and collects what arrives until the test is over. */
export async function attend(person: Person, topic: string): Promise<Listener> {
  const { access_token } = person.session;
  const client = clientWith(access_token);
  const leave = async () => void (await client.realtime.disconnect());
  onTestFinished(leave);
  await client.realtime.setAuth(access_token);
  const events: Event[] = [];
  const channel = client.channel(topic, { config: { private: true } });
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  const status = await new Promise<string>((resolve) => {
    channel.subscribe((answer) => resolve(answer));
  });
  return { status, channel, events, leave };
}

/** Joins the topic on which the database speaks of a conversation, or, `live`, the one on which its members do. */
export async function attendConversation(person: Person, conversation_id: string, live?: "live"): Promise<Listener> {
  const { topic, live_topic } = await call<Conversation>(person, "get_conversation", { conversation_id });
  return attend(person, (live ? live_topic : topic) ?? `conversation:${conversation_id}`);
}

/** The events of a conversation that this person is in, as they arrive. */
export async function listenTo(person: Person, conversation_id: string): Promise<Event[]> {
  const { status, events } = await attendConversation(person, conversation_id);
  if (status !== "SUBSCRIBED") throw new Error(`${conversation_id}: ${status}`);
  return events;
}

/** The events of a topic that this person may join, as they arrive. */
export async function listen(person: Person, topic: string): Promise<Event[]> {
  const { status, events } = await attend(person, topic);
  if (status !== "SUBSCRIBED") throw new Error(`${topic}: ${status}`);
  return events;
}

/** Connects people with each other, as their requests and answers do. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await call(one, "request_connection", { user_id: other.id });
  await call(other, "request_connection", { user_id: one.id });
}
