import type { Person } from "./people.ts";
import { call } from "./posts.ts";

/** Connects people with each other, as their requests and answers do. */
export async function befriend(one: Person, other: Person): Promise<void> {
  await call(one, "request_connection", { user_id: other.id });
  await call(other, "request_connection", { user_id: one.id });
}

/** The conversation of two people; its identifier. */
export async function startConversation(one: Person, other: Person): Promise<string> {
  return (await call<{ id: string }>(one, "start_conversation", { user_id: other.id })).id;
}
