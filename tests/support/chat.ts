import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
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
  details: { preview?: { title: string }; event?: string; [detail: string]: unknown } | null;
  media: { id: string; status: string; name: string | null }[];
  mentions: string[];
  reactions: Record<string, number>;
  my_reaction: string | null;
  edited_at: string | null;
  deleted_at: string | null;
}

export interface Conversation {
  id: string;
  kind: string;
  unread: number;
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

/** A group, the first of whom owns it; returns its id. */
export async function startGroup(sql: Sql, people: Person[]): Promise<string> {
  const [group] = await sql`
    insert into private.conversations (kind, title, member_count) values ('group', 'A group', ${people.length}) returning id`;
  await sql`
    insert into private.conversation_members (conversation_id, user_id, role)
    select ${group?.id}, person::uuid, case place when 1 then 'owner' else 'member' end
    from unnest(${people.map(({ id }) => id)}::text[]) with ordinality given (person, place)`;
  return group?.id;
}

export const say = (person: Person, conversation_id: string, body: string, more = {}): Promise<Message> =>
  call(person, "send_message", { client_id: randomUUID(), conversation_id, body, ...more });

/** Joins a topic as this person, and collects what arrives until the test is over. */
export async function listen(person: Person, topic: string): Promise<Event[]> {
  const events: Event[] = [];
  const client = clientWith(person.session.access_token);
  onTestFinished(async () => {
    await client.realtime.disconnect();
  });
  await client.realtime.setAuth(person.session.access_token);
  const channel = client.channel(topic, { config: { private: true } });
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  await new Promise<void>((resolve, reject) => {
    channel.subscribe((status, error) => (status === "SUBSCRIBED" ? resolve() : reject(error ?? new Error(status))));
  });
  return events;
}

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

/** As listen, for who may be refused, or who sends as well. */
export async function attend(person: Person, topic: string) {
  const { access_token } = person.session;
  const client = clientWith(access_token);
  onTestFinished(async () => {
    await client.realtime.disconnect();
  });
  await client.realtime.setAuth(access_token);
  const events: Event[] = [];
  const channel = client.channel(topic, { config: { private: true } });
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => events.push({ event, payload }));
  const status = await new Promise<string>((resolve) => {
    channel.subscribe((answer) => resolve(answer));
  });
  return { status, channel, events };
}
