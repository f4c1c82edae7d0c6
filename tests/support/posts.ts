import { randomUUID } from "node:crypto";
import type { Person } from "./people.ts";
import { call } from "./rpc.ts";

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

export const publish = (author: Person, post: Record<string, unknown> = {}): Promise<Post> =>
  call(author, "create_post", { client_id: randomUUID(), caption: "a post", ...post });

export const comment = (author: Person, post_id: string, body = "a comment", more = {}): Promise<Comment> =>
  call(author, "add_comment", { client_id: randomUUID(), post_id, body, ...more });
