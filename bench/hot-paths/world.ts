import { readFileSync } from "node:fs";
import { withConnection } from "../../local/postgres/connection.ts";
import { makeGroup, makePairs } from "../chat/conversations.ts";
import { type BenchDatabase, makePeople, startBenchDatabase, userId } from "../content/database.ts";

export const people = 20_000;
/** Conversations of two in which people write, and as many in which they read: to write is to have read. */
export const pairs = 500;
export const posts = 10_000;
/** Messages of the conversation of each pair, so that its pages are full. */
const messagesOfEach = 60;
const groupSize = 100;

export interface World {
  database: BenchDatabase;
  /** Conversations of people 1 and 2, 3 and 4 … */
  pairs: string[];
  /** A group of people 2001 to 2100. */
  group: { id: string; first: number; size: number };
  post(n: number): string;
  hotPost: string;
  /** A message of a pair, by its place. */
  message(pair: number, seq: number): string;
  commentId(n: number): string;
}

const from = (base: number, n: number) => userId(base + n);
const postBase = 1_000_000_000;
const messageBase = 2 ** 48;
const commentBase = 2_000_000_000;

/** A Postgres with the product's schema and terms, the floors beside it, and enough rows that every page is full. */
export async function makeWorld(): Promise<World> {
  const database = await startBenchDatabase({
    // What disturbs a comparison: neither checkpoints, which make the next write of each page a whole page of WAL, nor vacuum.
    max_wal_size: "16GB",
    checkpoint_timeout: "1h",
    autovacuum: "off",
  });
  await makePeople(database.postgresUrl, people);
  const talks = await makePairs(database.postgresUrl, 2 * pairs);
  const first = 2_001;
  const group = await makeGroup(database.postgresUrl, first, first + groupSize - 1);
  await withConnection(database.adminUrl, async (sql) => {
    await sql`create extension if not exists pg_stat_statements`;
    await sql`create extension if not exists pg_walinspect`;
    await sql.unsafe(readFileSync(new URL("floors.sql", import.meta.url), "utf8")).simple();
    // As a dump is restored.
    await sql`set session_replication_role = replica`;
    await sql`
      insert into public.posts (id, author_id, client_id, kind, caption, state, audience, position, published_at)
      select lpad(to_hex(${postBase}::bigint + n), 32, '0')::uuid, lpad(to_hex(1 + n % ${people}::int), 32, '0')::uuid,
        lpad(to_hex(n), 32, '0')::uuid, 'text', 'What was on the mind of number ' || n, 'published', 'public',
        private.uuid_v7(), now()
      from generate_series(0, ${posts}::int - 1) n`;
    await sql`
      insert into public.post_stats (post_id, reactions, comments, views, emojis)
      select id, 12, 10, 345, '{"❤️": 10, "🔥": 2}' from public.posts`;
    // 60 comments below each of the first hundred.
    await sql`
      insert into public.comments (id, post_id, author_id, client_id, body, reactions)
      select lpad(to_hex(${commentBase}::bigint + n), 32, '0')::uuid, lpad(to_hex(${postBase}::bigint + n % 100), 32, '0')::uuid,
        lpad(to_hex(1 + n * 31 % ${people}::int), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid,
        'A comment of the usual length, number ' || n, n * 7 % 13
      from generate_series(0::bigint, 5999) n`;
    await sql`
      insert into private.messages (id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body)
      select lpad(to_hex(${messageBase}::bigint + talk.n * 1000 + seq), 32, '0')::uuid, talk.id, seq, seq, member.user_id, member.id,
        gen_random_uuid(), 'text', 'It is a truth universally acknowledged, that this is message number ' || seq
      from unnest(${talks}::uuid[]) with ordinality talk (id, n)
      cross join generate_series(1, ${messagesOfEach}::int) seq
      cross join lateral (
        select own.user_id, own.id from private.conversation_members own
        where own.conversation_id = talk.id order by own.user_id offset seq % 2 limit 1) member`;
    // Person 1 is also in a conversation with each of a hundred others, of whom a third has written last.
    await sql`
      with talk as (
        insert into private.conversations (kind, low_id, high_id, creator_id, member_count, last_seq, last_number, position)
        select 'direct', ${userId(1)}, lpad(to_hex(n), 32, '0')::uuid, ${userId(1)}, 2, 1, 1,
          lpad(to_hex(${messageBase}::bigint + 900000000 + n), 32, '0')::uuid
        from generate_series(3001, 3100) n
        returning id, low_id, high_id, position),
      member as (
        insert into private.conversation_members (conversation_id, user_id, position, last_read_seq, last_delivered_seq, read_number)
        select talk.id, person, talk.position, place, 1, place
        from talk cross join lateral (values (talk.low_id, (talk.high_id::text > ${userId(3033)})::int), (talk.high_id, 1)) side (person, place)
        returning conversation_id, user_id, id)
      insert into private.messages (id, conversation_id, seq, number, sender_id, member_id, client_id, kind, body)
      select talk.position, talk.id, 1, 1, member.user_id, member.id, gen_random_uuid(), 'text', 'See you at the market square.'
      from talk join member on member.conversation_id = talk.id and member.user_id = talk.high_id`;
    await sql`
      update private.conversations talk set last_seq = newest.seq, last_number = newest.seq, position = newest.id
      from (select distinct on (conversation_id) conversation_id, seq, id from private.messages order by conversation_id, seq desc) newest
      where newest.conversation_id = talk.id`;
    await sql`
      update private.conversation_members member set position = talk.position
      from private.conversations talk where talk.id = member.conversation_id and talk.kind = 'direct'`;
    await sql`
      insert into private.notifications (person_id, kind, group_key, target_kind, target_id, post_id, part_count, actor_count, step, told_step)
      select lpad(to_hex(person), 32, '0')::uuid, 'like', gen_random_uuid(), 'post', post.id, post.id, 2, 2, 2, 2
      from generate_series(1, 200) person, lateral (select id from public.posts order by id offset person limit 50) post`;
    await sql`
      insert into private.notification_parts (notification_id, person_id, family, cause_id, actor_id, post_id, event)
      select news.id, news.person_id, 'like', gen_random_uuid(), lpad(to_hex(1 + (news.n * 7 + part) % ${people}::int), 32, '0')::uuid, news.post_id, 'post_reaction'
      from (select *, row_number() over () as n from private.notifications) news, generate_series(1, 2) part`;
    await sql`insert into private.floor_members select * from private.conversation_members`;
    await sql`reset session_replication_role`;
    await sql`vacuum analyze`;
    await sql`checkpoint`;
  });
  return {
    database,
    pairs: talks,
    group: { id: group, first, size: groupSize },
    post: (n) => from(postBase, n),
    hotPost: from(postBase, posts - 1),
    message: (pair, seq) => from(messageBase, (pair + 1) * 1000 + seq),
    commentId: (n) => from(commentBase, n),
  };
}
