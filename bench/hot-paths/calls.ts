import { randomUUID } from "node:crypto";
import type { RpcFunction } from "../../local/rest/catalogue.ts";
import { rpc } from "../content/call.ts";
import { userId } from "../content/database.ts";
import { pairs, people, posts, type World } from "./world.ts";

/** Who calls which function with what. */
export type Call = [user: number, called: RpcFunction, args: Record<string, unknown>];

/** A call of the product and its floor; the nth one differs from every other. */
export interface HotPath {
  name: string;
  product(n: number): Call;
  floor(n: number): Call;
}

export function hotPaths(world: World): HotPath[] {
  const body = (n: number) => `It is a truth universally acknowledged, that this is message number ${n}.`;
  const send = rpc("send_message", { client_id: "uuid", conversation_id: "uuid", body: "text" }, true);
  const sendFloor = rpc("floor_message", { client_id: "uuid", conversation_id: "uuid", body: "text" }, true);
  const message = (called: RpcFunction, user: number, conversation: string, n: number): Call => [
    user,
    called,
    { client_id: randomUUID(), conversation_id: conversation, body: body(n) },
  ];
  const inPair = (called: RpcFunction) => (n: number) => {
    const pair = Math.floor(n / 2) % pairs;
    return message(called, 1 + pair * 2 + (n % 2), world.pairs[pair] as string, n);
  };
  const inGroup = (called: RpcFunction) => (n: number) =>
    message(called, world.group.first + (n % world.group.size), world.group.id, n);

  const react = rpc("react", { target: "text", target_id: "uuid" }, true);
  const reactFloor = rpc("floor_react", { target_id: "uuid" }, true);
  // Everybody likes the hot posts one after the other, and the others each another post.
  const hot = (n: number) => world.post(posts - 1 - Math.floor(n / people));
  const any = (n: number) => world.post((n * 7 + Math.floor(n / posts)) % posts);
  const liker = (n: number) => 1 + ((n * 3) % people);

  const views = rpc("record_views", { views: "jsonb" }, true);
  const viewsFloor = rpc("floor_views", { views: "jsonb" }, true);
  const seen = (n: number) => ({
    views: Array.from({ length: 10 }, (_, k) => ({
      post_id: world.post((n * 10 + k) % posts),
      watched_ms: 1_500,
      source: "home",
    })),
  });

  const comment = rpc("add_comment", { client_id: "uuid", post_id: "uuid", body: "text" }, true);
  const commentFloor = rpc("floor_comment", { client_id: "uuid", post_id: "uuid", body: "text" }, true);
  const said = (n: number) => ({
    client_id: randomUUID(),
    post_id: any(n),
    body: `I could not agree more, for the time ${n}.`,
  });

  const follow = rpc("follow", { user_id: "uuid" }, true);
  const followFloor = rpc("floor_follow", { user_id: "uuid" }, true);
  const followed = (n: number): [number, { user_id: string }] => {
    const follower = n % people;
    return [1 + follower, { user_id: userId(1 + ((follower + 1 + Math.floor(n / people)) % people)) }];
  };

  const mark = rpc("mark_read", { conversation_id: "uuid", message_id: "uuid" }, true);
  const markFloor = rpc("floor_mark", { conversation_id: "uuid", seq: "bigint" }, true);
  /** Each member of each pair reads its messages one after the other. */
  const reading = (n: number) => {
    const pair = pairs + (Math.floor(n / 2) % pairs);
    return { pair, user: 1 + pair * 2 + (n % 2), seq: 1 + (Math.floor(n / (2 * pairs)) % 60) };
  };
  const heartbeat = { ...rpc("heartbeat", {}, true), returns: "void" as const };
  const heartbeatFloor = { ...rpc("floor_heartbeat", {}, true), returns: "void" as const };

  const listMessages = rpc("list_messages", { conversation_id: "uuid", page_size: "integer" }, false);
  const listMessagesFloor = rpc("floor_list_messages", { conversation_id: "uuid", page_size: "integer" }, false);
  const aPage =
    (called: RpcFunction, size: number) =>
    (n: number): Call => [1 + (n % pairs) * 2, called, { conversation_id: world.pairs[n % pairs], page_size: size }];
  const listConversations = rpc("list_conversations", { page_size: "integer" }, false);
  const listConversationsFloor = rpc("floor_list_conversations", { page_size: "integer" }, false);
  const getPost = rpc("get_post", { post_id: "uuid" }, false);
  const getPostFloor = rpc("floor_get_post", { post_id: "uuid" }, false);
  const listComments = rpc("list_comments", { post_id: "uuid", page_size: "integer" }, false);
  const listCommentsFloor = rpc("floor_list_comments", { post_id: "uuid", page_size: "integer" }, false);
  const listNotifications = rpc("list_notifications", { page_size: "integer" }, false);
  const listNotificationsFloor = rpc("floor_list_notifications", { page_size: "integer" }, false);
  const reader = (n: number) => 1 + (n % 200);

  return [
    { name: "send_message, between two", product: inPair(send), floor: inPair(sendFloor) },
    { name: "send_message, group of 100", product: inGroup(send), floor: inGroup(sendFloor) },
    {
      name: "react, one hot post",
      product: (n) => [liker(n), react, { target: "post", target_id: hot(n) }],
      floor: (n) => [liker(n), reactFloor, { target_id: hot(n) }],
    },
    {
      name: "react, 10,000 posts",
      product: (n) => [liker(n), react, { target: "post", target_id: any(n) }],
      floor: (n) => [liker(n), reactFloor, { target_id: any(n) }],
    },
    {
      name: "record_views, of 10 posts",
      product: (n) => [liker(n), views, seen(n)],
      floor: (n) => [liker(n), viewsFloor, seen(n)],
    },
    {
      name: "add_comment",
      product: (n) => [liker(n), comment, said(n)],
      floor: (n) => [liker(n), commentFloor, said(n)],
    },
    {
      name: "follow",
      product: (n) => [followed(n)[0], follow, followed(n)[1]],
      floor: (n) => [followed(n)[0], followFloor, followed(n)[1]],
    },
    {
      name: "mark_read",
      product: (n) => {
        const { pair, user, seq } = reading(n);
        return [user, mark, { conversation_id: world.pairs[pair], message_id: world.message(pair, seq) }];
      },
      floor: (n) => {
        const { pair, user, seq } = reading(n);
        return [user, markFloor, { conversation_id: world.pairs[pair], seq }];
      },
    },
    { name: "heartbeat", product: (n) => [liker(n), heartbeat, {}], floor: (n) => [liker(n), heartbeatFloor, {}] },
    { name: "list_messages, 50", product: aPage(listMessages, 50), floor: aPage(listMessagesFloor, 50) },
    { name: "list_messages, 20", product: aPage(listMessages, 20), floor: aPage(listMessagesFloor, 20) },
    {
      name: "list_conversations, 20",
      product: () => [1, listConversations, { page_size: 20 }],
      floor: () => [1, listConversationsFloor, { page_size: 20 }],
    },
    {
      name: "get_post",
      product: (n) => [liker(n), getPost, { post_id: any(n) }],
      floor: (n) => [liker(n), getPostFloor, { post_id: any(n) }],
    },
    {
      name: "list_comments, 20",
      product: (n) => [liker(n), listComments, { post_id: world.post(n % 100), page_size: 20 }],
      floor: (n) => [liker(n), listCommentsFloor, { post_id: world.post(n % 100), page_size: 20 }],
    },
    {
      name: "list_notifications, 20",
      product: (n) => [reader(n), listNotifications, { page_size: 20 }],
      floor: (n) => [reader(n), listNotificationsFloor, { page_size: 20 }],
    },
  ];
}
