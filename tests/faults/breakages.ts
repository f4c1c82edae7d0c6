import type { Sql } from "postgres";
import { expect } from "vitest";
import { audit, type Scene } from "./auditor.ts";

/** What a fault might leave behind, and the invariants that must notice it. */
const breakages: [statement: string, ...noticed: string[]][] = [
  [
    "delete from private.messages where seq = 2",
    "every acknowledged message is there once",
    "the messages of a conversation have places without gaps, and its head is the last",
  ],
  ["update public.post_stats set reactions = reactions + 1", "the counters of posts are what a recount finds"],
  ["update public.comments set replies = replies + 1", "the counters of comments are what a recount finds"],
  [
    "update private.graph_stats set following = following - 1",
    "the numbers of followers and followees are what a recount finds",
  ],
  ["delete from public.posts", "every acknowledged post is there once"],
  ["delete from public.post_reactions", "reactions to posts stand as they were acknowledged last"],
  [
    "update private.notification_parts set hidden_until = 'infinity'",
    "whatever stands has been told to whom it concerns once, and what does not stand to nobody",
  ],
  ["update private.conversation_members set read_number = read_number - 1", "what is unread is what a recount finds"],
  ["delete from realtime.messages", "a message is told once"],
  ["delete from private.message_search", "every message can be found by its words, and none that was deleted"],
  ["delete from private.media", "no object is left of what nobody has, and what somebody has is there"],
  ["update private.tallies set amount = amount + 1", "analytics.content_daily is what a recount finds"],
];

/** An auditor who finds nothing has to be one who would have found something. What is broken is mended by a rollback. */
export async function expectToBeFound(scene: Scene): Promise<void> {
  const notBroken = new Error("rolled back");
  for (const [statement, ...noticed] of breakages) {
    const found = scene.sql.begin(async (transaction) => {
      await transaction.unsafe(statement);
      const broken = Object.keys(await audit({ ...scene, sql: transaction as unknown as Sql }));
      expect(broken, statement).toEqual(expect.arrayContaining(noticed));
      throw notBroken;
    });
    await expect(found).rejects.toBe(notBroken);
  }
}
