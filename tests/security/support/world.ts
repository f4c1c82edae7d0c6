import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { befriend, createGroup, say, startConversation } from "../../support/chat.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { comment, publish } from "../../support/posts.ts";
import { call } from "../../support/rpc.ts";
import type { Rpc } from "./surface.ts";

/** What somebody has, and nobody else may see or touch; every text holds the mark. */
export interface World {
  owner: Person;
  friend: Person;
  mark: string;
  /** By the name of a parameter: what it may be, all of it the owner's. */
  ids: Record<string, string[]>;
}

/** Somebody with one of everything that has an id, all of it private. */
export async function makeWorld(sql: Sql): Promise<World> {
  const [owner, friend] = await Promise.all([newPerson(), newPerson()]);
  const mark = `mark${randomUUID().slice(0, 8)}`;
  await befriend(owner, friend);
  await call(owner, "set_settings", {
    changes: {
      is_private: true,
      who_may_message: "nobody",
      who_may_add_to_groups: "connections",
      show_online: false,
      show_age: false,
      discoverable: false,
    },
  });
  const post = await publish(owner, { caption: mark, visibility: "connections" });
  await call(owner, "edit_post", { post_id: post.id, changes: { caption: `${mark} again` } });
  const draft = await publish(owner, {
    caption: mark,
    state: undefined,
    publish_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const first = await comment(owner, post.id, mark);
  const reply = await comment(friend, post.id, mark, { parent_id: first.id });
  const collection = await call<{ id: string }>(owner, "create_collection", { name: mark });
  await call(owner, "save_post", { post_id: post.id, collection_id: collection.id });
  const talk = await startConversation(owner, friend);
  const group = await createGroup(owner, friend);
  await call(owner, "update_group", { conversation_id: group, changes: { title: mark } });
  const message = await say(owner, talk, mark);
  const answer = await say(friend, group, mark, {});
  await call(owner, "edit_message", { message_id: message.id, body: `${mark} again` });
  const started = await call<{ id: string }>(owner, "start_call", { conversation_id: talk, media: "audio" });
  const third = await newPerson();
  const asked = await call<{ connection_request_id: string }>(owner, "request_connection", {
    user_id: third.id,
    note: mark,
  });
  const [medium] = await sql`
    insert into private.media (owner_id, purpose, kind, content_type, byte_size, alt_text, status, expires_at, completed_at, etag)
    values (${owner.id}, 'message', 'image', 'image/png', 1, ${mark}, 'ready', now() + interval '1 hour', now(), 'etag') returning id`;
  const [session] = await sql`select id from private.sessions where account_id = ${owner.id}`;
  const ids = {
    user_id: [owner.id],
    member_ids: [owner.id],
    user_ids: [owner.id],
    post_id: [post.id, draft.id],
    comment_id: [first.id, reply.id],
    parent_id: [first.id],
    reply_to: [message.id],
    target_id: [post.id, first.id, message.id],
    collection_id: [collection.id],
    conversation_id: [talk, group],
    message_id: [message.id, answer.id],
    before: [message.id],
    after: [message.id],
    call_id: [started.id],
    request_id: [asked.connection_request_id],
    media_id: [medium?.id],
    media_ids: [medium?.id],
    id: [session?.id],
  };
  return { owner, friend, mark, ids };
}

const texts: Record<string, string> = {
  target: "post",
  emoji: "👍",
  kind: "text",
  via: "link",
  sort: "new",
  direction: "incoming",
  state: "published",
  visibility: "public",
  media: "audio",
  role: "admin",
  device: "web",
  status: "active",
  language: "en",
  query: "mark",
  prefix: "u",
  looking_for: "friendship",
  body: "hello",
  caption: "hello",
  title: "hello",
  name: "hello",
  statement: "I am who I am, and here is proof.",
  note: "hello",
};

/** An argument that a function may take, as far as its name and type tell. */
export function plausible({ name, type }: Rpc["parameters"][number], world: World, rpc: string): unknown {
  const own = world.ids[name];
  if (name === "client_id") return randomUUID();
  if (own) return type.endsWith("[]") ? own : own[0];
  if (name === "changes")
    return rpc === "edit_post" ? { caption: "hello" } : rpc === "update_group" ? { title: "hello" } : {};
  if (name === "views") return [{ post_id: world.ids.post_id?.[0], watched_ms: 100, source: "home" }];
  if (name === "slugs") return ["chess", "hiking", "sailing"];
  if (name === "kind" && rpc !== "create_post" && rpc !== "send_message") return undefined;
  if (type === "text") return texts[name];
  if (type === "boolean") return true;
  if (type === "integer") return name === "page_size" ? 20 : name === "after_s" ? 3_600 : undefined;
  if (type === "double precision") return 48;
  return undefined;
}

/** A whole call that its function may take. */
export const plausibleCall = (rpc: Rpc, world: World): Record<string, unknown> =>
  Object.fromEntries(rpc.parameters.map((parameter) => [parameter.name, plausible(parameter, world, rpc.name)]));
