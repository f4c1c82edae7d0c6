import { randomUUID } from "node:crypto";
import type { Answer, Member } from "./member.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What a member does next. It notes in the world what was acknowledged. */
type Deed = (world: World, member: Member, random: Random) => Promise<void>;

/** Notes a refusal that is none of those which others may have caused meanwhile. */
function accepted(world: World, what: string, { status, body }: Answer, ...expected: string[]): boolean {
  if (status < 300) return true;
  if (!expected.includes(body.code as string)) world.surprises.push(`${what}: ${status} ${JSON.stringify(body)}`);
  return false;
}

/** What somebody is told who has just been taken out of a group. */
const thrownOut = ["CONVERSATION_NOT_FOUND", "MESSAGE_NOT_FOUND"];

/** A switch that is turned on and off by two functions. */
const toggle =
  (
    family: string,
    on: string,
    off: string,
    argsOf: (world: World, member: Member, random: Random) => [string, Record<string, unknown>] | undefined,
  ): Deed =>
  async (world, member, random) => {
    const [id, args] = argsOf(world, member, random) ?? [];
    if (!id || !args) return;
    const turnsOn = random.next() < 0.65;
    const answer = await member.rpc(turnsOn ? on : off, args);
    if (!accepted(world, turnsOn ? on : off, answer, "POST_NOT_FOUND", "COMMENT_NOT_FOUND")) return;
    world.stands.set(`${family}:${member.id}:${id}`, turnsOn);
  };

const aPost = (world: World, random: Random) => random.one(world.posts);
const ofPost = (world: World, _member: Member, random: Random): [string, Record<string, unknown>] | undefined => {
  const post = aPost(world, random);
  return post && [post.id, { post_id: post.id }];
};
const myTalk = (world: World, member: Member, random: Random) =>
  random.one(world.talks.filter(({ members }) => members.includes(member)));

export const deeds = {
  post: async (world, member) => {
    const client_id = randomUUID();
    const answer = await member.rpc("create_post", { client_id, caption: `Number ${world.deeds} #faults` });
    if (!accepted(world, "create_post", answer)) return;
    const id = answer.body.id as string;
    world.written.posts.set(client_id, id);
    world.posts.push({ id, author: member });
  },

  comment: async (world, member, random) => {
    const post = aPost(world, random);
    if (!post) return;
    const thread =
      random.next() < 0.4 ? random.one(world.comments.filter(({ post_id }) => post_id === post.id)) : undefined;
    const client_id = randomUUID();
    const args = {
      client_id,
      post_id: post.id,
      body: `Comment ${world.deeds}`,
      ...(thread && { parent_id: thread.id }),
    };
    const answer = await member.rpc("add_comment", args);
    if (!accepted(world, "add_comment", answer, "POST_NOT_FOUND", "COMMENT_NOT_FOUND")) return;
    const id = answer.body.id as string;
    world.written.comments.set(client_id, id);
    world.comments.push({ id, author: member, post_id: post.id });
  },

  likePost: toggle("post_reaction", "react", "unreact", (world, _member, random) => {
    const post = aPost(world, random);
    return post && [post.id, { target: "post", target_id: post.id }];
  }),
  likeComment: toggle("comment_reaction", "react", "unreact", (world, _member, random) => {
    const comment = random.one(world.comments);
    return comment && [comment.id, { target: "comment", target_id: comment.id }];
  }),
  share: toggle("share", "share_post", "unshare_post", ofPost),
  save: toggle("save", "save_post", "unsave_post", ofPost),
  follow: toggle("follow", "follow", "unfollow", (world, member, random) => {
    const other = random.one(world.members);
    return other && other !== member ? [other.id, { user_id: other.id }] : undefined;
  }),

  view: async (world, member, random) => {
    const views = world.posts
      .slice(-5)
      .map(({ id }) => ({ post_id: id, watched_ms: random.below(9_000), source: "home" }));
    if (views.length > 0) accepted(world, "record_views", await member.rpc("record_views", { views }));
  },

  say: async (world, member, random) => {
    const talk = myTalk(world, member, random);
    if (!talk) return;
    const client_id = randomUUID();
    const answer = await member.rpc("send_message", {
      client_id,
      conversation_id: talk.id,
      body: `Message ${world.deeds}`,
    });
    if (!accepted(world, "send_message", answer, ...thrownOut)) return;
    const id = answer.body.id as string;
    world.written.messages.set(client_id, id);
    const key = `${talk.id}:${member.id}`;
    world.said.set(key, [...(world.said.get(key) ?? []), id]);
  },

  readOn: async (world, member, random) => {
    const talk = myTalk(world, member, random);
    if (!talk) return;
    const page = await member.rpc("list_messages", { conversation_id: talk.id });
    if (!accepted(world, "list_messages", page, ...thrownOut)) return;
    const [newest] = page.body.items as { id: string }[];
    if (newest)
      accepted(
        world,
        "mark_read",
        await member.rpc("mark_read", { conversation_id: talk.id, message_id: newest.id }),
        ...thrownOut,
      );
  },

  takeBackMessage: async (world, member, random) => {
    const own = [...world.said].filter(([key]) => key.endsWith(member.id)).flatMap(([, ids]) => ids);
    const id = random.one(own);
    if (!id || world.deleted.has(id)) return;
    if (
      accepted(
        world,
        "delete_message",
        await member.rpc("delete_message", { message_id: id, for_everyone: true }),
        ...thrownOut,
      )
    )
      world.deleted.add(id);
  },

  takeBackComment: async (world, member, random) => {
    const own = random.one(world.comments.filter(({ author }) => author === member));
    if (!own) return;
    const answer = await member.rpc("delete_comment", { comment_id: own.id });
    if (accepted(world, "delete_comment", answer, "COMMENT_NOT_FOUND", "POST_NOT_FOUND")) world.deleted.add(own.id);
  },

  takeBackPost: async (world, member, random) => {
    const own = random.one(world.posts.filter(({ id, author }) => author === member && !world.deleted.has(id)));
    if (!own) return;
    if (accepted(world, "delete_post", await member.rpc("delete_post", { post_id: own.id }))) world.deleted.add(own.id);
  },

  browse: async (world, member) => {
    for (const [name, args] of [
      ["home_feed", {}],
      ["list_notifications", {}],
      ["list_conversations", {}],
      ["search_people", { query: "robin" }],
    ] as const) {
      accepted(world, name, await member.rpc(name, args));
    }
  },

  look: async (world, member) => {
    const { body } = await member.rpc("list_notifications", { unread_only: true });
    const ids = ((body.items ?? []) as { id: string }[]).slice(0, 2).map(({ id }) => id);
    if (ids.length > 0)
      accepted(world, "mark_notifications_read", await member.rpc("mark_notifications_read", { ids }));
  },

  match: async (world, member) => {
    const status = await member.edge("matchmaking/status");
    if (status.body.status === "proposed") {
      const proposal = status.body.proposal as { id: string };
      const respond = await member.edge("matchmaking/respond", { proposal_id: proposal.id, accept: true });
      accepted(world, "respond", respond, "MATCH_NOT_FOUND");
    } else if (status.body.status !== "matched") {
      const wishes = { mode: "compatible", intent: "friendship" };
      accepted(world, "join", await member.edge("matchmaking/join", wishes));
    }
  },

  upload: async (world, member) => {
    const file = new TextEncoder().encode(`A file of ${world.deeds}`);
    const announced = await member.edge("media/uploads", {
      purpose: "message",
      content_type: "text/plain",
      byte_size: file.length,
      name: "notes.txt",
    });
    if (!accepted(world, "uploads", announced)) return;
    const { media_id, upload } = announced.body as {
      media_id: string;
      upload: { url: string; method: string; headers: Record<string, string> };
    };
    const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: file }).catch(
      () => undefined,
    );
    // Some are given up, as by whoever drives into a tunnel.
    if (!put?.ok) return;
    const completed = await member.edge(`media/uploads/${media_id}/complete`, {});
    if (accepted(world, "complete", completed, "MEDIA_NOT_UPLOADED"))
      world.uploads.push({ id: media_id, author: member });
  },
} satisfies Record<string, Deed>;

/** How often each is done, beside the others. */
const weights: Record<keyof typeof deeds, number> = {
  post: 4,
  comment: 10,
  likePost: 20,
  likeComment: 6,
  share: 4,
  save: 4,
  follow: 6,
  view: 6,
  say: 20,
  readOn: 6,
  takeBackMessage: 2,
  takeBackComment: 2,
  takeBackPost: 1,
  browse: 3,
  look: 4,
  match: 3,
  upload: 2,
};

/** What one member does until then, one thing after the other. */
export async function live(world: World, member: Member, random: Random, until: number): Promise<void> {
  while (Date.now() < until) {
    world.deeds++;
    await deeds[random.weighted(weights)](world, member, random);
  }
}
