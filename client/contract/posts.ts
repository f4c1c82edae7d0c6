import { z } from "zod";
import { medium } from "./media.ts";
import { profileCard, relationship } from "./people.ts";
import {
  count,
  emoji,
  event,
  id,
  ids,
  maybe,
  nothing,
  page,
  paging,
  reactionCounts,
  reactions,
  rpc,
  texts,
  time,
} from "./shapes.ts";

export const postKind = z.enum(["text", "image", "video", "carousel", "reel"]);
const visibility = z.enum(["public", "followers", "connections"]);
const commentsFrom = z.enum(["everyone", "followers", "connections", "nobody"]);
const mention = z.strictObject({ id, username: z.string() });

export const post = z.strictObject({
  id,
  kind: postKind,
  caption: z.string(),
  state: z.enum(["draft", "scheduled", "processing", "failed", "published", "archived", "deleted"]),
  visibility,
  comments_from: commentsFrom,
  content_warning: z.string().nullable(),
  place: z.string().nullable(),
  hashtags: texts,
  mentions: z.array(mention),
  publish_at: time.nullable(),
  published_at: time.nullable(),
  edited_at: time.nullable(),
  created_at: time,
  author: profileCard.extend({ relationship: relationship.nullable() }),
  media: z.array(medium),
  stats: z.strictObject({ comments: count, shares: count, saves: count, views: count }),
  reactions,
  viewer: z.strictObject({ saved: z.boolean(), reposted: z.boolean() }),
});

export const comment = z.strictObject({
  id,
  post_id: id,
  parent_id: id.nullable(),
  reply_to_id: id.nullable(),
  state: z.enum(["visible", "hidden", "deleted", "unavailable"]),
  body: z.string().nullable(),
  mentions: z.array(mention),
  created_at: time,
  edited_at: time.nullable(),
  pinned: z.boolean(),
  author: profileCard.nullable(),
  media: z.array(medium),
  stats: z.strictObject({ replies: count }),
  reactions,
  reacted_by_author: z.boolean(),
});

export const collection = z.strictObject({
  id,
  name: z.string(),
  is_private: z.boolean(),
  posts: count,
  created_at: time,
});

const thePost = { post_id: id };
const deletion = z.strictObject({ id, deleted_at: time.nullable(), restorable_until: time.nullable() });

export const postFunctions = {
  create_post: rpc(
    {
      client_id: id,
      kind: maybe(postKind),
      caption: maybe(z.string()),
      media_ids: maybe(ids),
      visibility: maybe(visibility),
      place: maybe(z.string()),
      latitude: maybe(z.number()),
      longitude: maybe(z.number()),
      comments_from: maybe(commentsFrom),
      content_warning: maybe(z.string()),
      draft: maybe(z.boolean()),
      publish_at: maybe(time),
    },
    post,
  ),
  get_post: rpc(thePost, post),
  edit_post: rpc(
    {
      ...thePost,
      changes: z
        .strictObject({
          caption: z.string(),
          visibility,
          place: z.string().nullable(),
          comments_from: commentsFrom,
          content_warning: z.string().nullable(),
        })
        .partial(),
    },
    post,
  ),
  publish_post: rpc({ ...thePost, publish_at: maybe(time) }, post),
  archive_post: rpc({ ...thePost, archived: maybe(z.boolean()) }, post),
  delete_post: rpc(thePost, deletion),
  restore_post: rpc(thePost, deletion),
  list_posts: rpc({ user_id: id, kind: maybe(postKind), state: maybe(post.shape.state), ...paging }, page(post)),
  list_post_edits: rpc(
    { ...thePost, ...paging },
    page(z.strictObject({ caption: z.string(), content_warning: z.string().nullable(), replaced_at: time })),
  ),
  record_views: rpc(
    { views: z.array(z.strictObject({ post_id: id, watched_ms: count, source: z.string() })) },
    z.strictObject({ counted: count }),
  ),
  share_post: rpc(
    { ...thePost, via: maybe(z.enum(["repost", "message", "link", "external"])) },
    z.strictObject({ post_id: id, via: z.string(), shared: z.boolean() }),
  ),
  unshare_post: rpc(
    { ...thePost, via: maybe(z.enum(["repost", "message", "link", "external"])) },
    z.strictObject({ post_id: id, via: z.string(), shared: z.boolean() }),
  ),
};

const saved = z.strictObject({ post_id: id, collection_id: id.nullable(), saved: z.boolean() });

export const savedFunctions = {
  save_post: rpc({ ...thePost, collection_id: maybe(id) }, saved),
  unsave_post: rpc(thePost, saved),
  list_saved: rpc({ collection_id: maybe(id), kind: maybe(postKind), ...paging }, page(post)),
  create_collection: rpc({ name: z.string(), is_private: maybe(z.boolean()) }, collection),
  rename_collection: rpc({ collection_id: id, name: z.string(), is_private: maybe(z.boolean()) }, collection),
  delete_collection: rpc({ collection_id: id }, nothing),
  list_collections: rpc({ user_id: maybe(id), ...paging }, page(collection)),
};

const theComment = { comment_id: id };

export const commentFunctions = {
  add_comment: rpc(
    { client_id: id, ...thePost, body: maybe(z.string()), parent_id: maybe(id), media_ids: maybe(ids) },
    comment,
  ),
  edit_comment: rpc({ ...theComment, body: z.string() }, comment),
  delete_comment: rpc(theComment, z.strictObject({ id, post_id: id, deleted_at: time })),
  hide_comment: rpc({ ...theComment, hidden: maybe(z.boolean()) }, comment),
  pin_comment: rpc({ ...theComment, pinned: maybe(z.boolean()) }, comment),
  list_comments: rpc(
    { ...thePost, parent_id: maybe(id), sort: maybe(z.enum(["top", "new"])), hidden: maybe(z.boolean()), ...paging },
    page(comment).extend({ pinned: comment.nullable() }),
  ),
};

const reactionTarget = z.enum(["post", "comment", "message"]);
const reaction = z.strictObject({ target: reactionTarget, target_id: id, emoji: emoji.nullable() });
/** Who is anonymous in a conversation has no more than that. */
const reactor = z.union([
  profileCard,
  profileCard.extend({ member_id: id, alias: z.string().nullable() }),
  z.strictObject({ member_id: id, id: z.null(), alias: z.string().nullable() }),
]);

export const reactionFunctions = {
  react: rpc({ target: reactionTarget, target_id: id, emoji: maybe(emoji) }, reaction),
  unreact: rpc({ target: reactionTarget, target_id: id }, reaction),
  list_reactions: rpc(
    { target: reactionTarget, target_id: id, emoji: maybe(emoji), ...paging },
    page(z.strictObject({ user: reactor, emoji, created_at: time })),
  ),
};

/** What `post:<id>` tells whoever may see the post. */
export const postEvents = {
  stats: event({
    post_id: id,
    reactions: reactionCounts,
    comments: count,
    shares: count,
    saves: count,
    views: count,
  }),
  virality: event({ post_id: id, state: z.enum(["none", "rising", "viral", "cooled"]) }),
};

export const userEventsOfPosts = {
  media: medium,
  post: event({ post_id: id, state: z.enum(["published", "failed"]) }),
  feed: event({ post_ids: ids }),
};
