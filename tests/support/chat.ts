import { randomUUID } from "node:crypto";
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
  details: Record<string, unknown> | null;
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

/** The two become connections, so that neither is a stranger to the other. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await call(one, "request_connection", { user_id: other.id });
  await call(other, "request_connection", { user_id: one.id });
}

/** The conversation of two people who are connected from here on. */
export async function talkOf(one: Person, other: Person): Promise<string> {
  await befriend(one, other);
  return (await call<Conversation>(one, "start_conversation", { user_id: other.id })).id;
}

/** Says something and returns the message. */
export const say = (person: Person, conversationId: string, body: string): Promise<Message> =>
  call(person, "send_message", { client_id: randomUUID(), conversation_id: conversationId, body });
