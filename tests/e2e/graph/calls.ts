import { expect } from "vitest";
import type { Person } from "../../support/people.ts";

export interface Relationship {
  user_id: string;
  following: boolean;
  follow_requested: boolean;
  followed_by: boolean;
  follow_requested_by: boolean;
  connection: "none" | "requested" | "incoming" | "connected";
  connection_request_id: string | null;
  muted: boolean;
  blocking: boolean;
}

export interface Page {
  items: { user: { id: string; username: string }; [field: string]: unknown }[];
  next_cursor: string | null;
}

/** How two people stand to each other who have nothing to do with each other. */
export const strangers: Omit<Relationship, "user_id"> = {
  following: false,
  follow_requested: false,
  followed_by: false,
  follow_requested_by: false,
  connection: "none",
  connection_request_id: null,
  muted: false,
  blocking: false,
};

type Rpc = Parameters<Person["client"]["rpc"]>[0];

/** Calls a function that has to succeed. */
export async function call<Answer = Relationship>(person: Person, name: Rpc, args: object = {}): Promise<Answer> {
  const { data, error } = await person.client.rpc(name, args as never);
  expect(error, name).toBeNull();
  return data as unknown as Answer;
}

/** Calls a function and tells its status, and the code if it was refused. */
export async function outcome(
  person: Person,
  name: Rpc,
  args: object = {},
): Promise<{ status: number; code?: string }> {
  const { error, status } = await person.client.rpc(name, args as never);
  return error ? { status, code: error.code } : { status };
}

export const idsOf = (page: Page): string[] => page.items.map(({ user }) => user.id);
