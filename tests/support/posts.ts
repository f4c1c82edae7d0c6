import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "./people.ts";

/** A post as every list gives it, as far as tests look at it. */
export interface Post {
  id: string;
  kind: string;
  caption: string;
  state: string;
  stats: {
    reactions: number;
    emojis: Record<string, number>;
    comments: number;
    shares: number;
    saves: number;
    views: number;
  };
  viewer: { reaction: string | null; saved: boolean; reposted: boolean };
}

export interface Comment {
  id: string;
  parent_id: string | null;
  state: string;
  body: string;
  author: { id: string } | null;
  stats: { reactions: number; replies: number };
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Calls a function and expects it to succeed. */
export async function call<Result>(person: Person, name: string, args: Record<string, unknown> = {}): Promise<Result> {
  const { data, error } = await person.client.rpc(name as never, args as never);
  if (error) throw new Error(`${name}: ${JSON.stringify(error)}`);
  return data as Result;
}

/** Calls a function that must be refused, and returns its status and code. */
export async function refusal(person: Person, name: string, args: Record<string, unknown> = {}) {
  const { status, error } = await person.client.rpc(name as never, args as never);
  return { status, code: (error as { code: string } | null)?.code };
}

export const publish = (author: Person, post: Record<string, unknown> = {}): Promise<Post> =>
  call(author, "create_post", { client_id: randomUUID(), caption: "a post", ...post });

export const comment = (author: Person, post_id: string, body = "a comment", more = {}): Promise<Comment> =>
  call(author, "add_comment", { client_id: randomUUID(), post_id, body, ...more });

/** Asks again until the answer is as expected, for what the worker does; throws with the last one after 10 s. */
export async function eventually<Answer>(ask: () => Promise<Answer>, expected: (answer: Answer) => boolean) {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (expected(answer)) return answer;
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
