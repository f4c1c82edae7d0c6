import { randomUUID } from "node:crypto";
import type { Person } from "./people.ts";
import { call } from "./rpc.ts";

/** Reactions to a post, a comment or a message. */
export interface Reactions {
  count: number;
  emojis: Record<string, number>;
  mine: string | null;
}

/** A post as every list gives it, as far as tests look at it. */
export interface Post {
  id: string;
  kind: string;
  caption: string;
  state: string;
  stats: { comments: number; shares: number; saves: number; views: number };
  reactions: Reactions;
  viewer: { saved: boolean; reposted: boolean };
}

export interface Comment {
  id: string;
  parent_id: string | null;
  state: string;
  body: string;
  author: { id: string } | null;
  stats: { replies: number };
  reactions: Reactions;
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export const publish = (author: Person, post: Record<string, unknown> = {}): Promise<Post> =>
  call(author, "create_post", { client_id: randomUUID(), caption: "a post", ...post });

export const comment = (author: Person, post_id: string, body = "a comment", more = {}): Promise<Comment> =>
  call(author, "add_comment", { client_id: randomUUID(), post_id, body, ...more });
