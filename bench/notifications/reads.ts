/**
 * A page of notifications and the counts, with a million notifications in the database.
 * Run: node bench/notifications/reads.ts [notifications] [calls]
 */
import postgres from "postgres";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { callAs, rpc } from "../content/call.ts";
import { makePeople, startBenchDatabase, userId } from "../content/database.ts";

const notifications = Number(process.argv[2] ?? 1_000_000);
const calls = Number(process.argv[3] ?? 1_000);
const people = 20_000;

const database = await startBenchDatabase({ fsync: "off", shared_buffers: "512MB" });
const sql = postgres(database.adminUrl, { max: 1, onnotice: () => {} });
const pool = new WirePool(database.authenticatorUrl, 2);
try {
  await makePeople(database.postgresUrl, people);
  // As a dump is restored: without the triggers that count.
  await sql`set session_replication_role = replica`;
  await sql`
    insert into public.posts (author_id, client_id, kind, caption, state, position, published_at)
    select id, gen_random_uuid(), 'text', 'a post', 'published', private.uuid_v7(), now() from public.profiles`;
  await sql`
    insert into private.notifications (person_id, kind, group_key, target_kind, target_id, post_id, part_count, actor_count, step, told_step, read_at, seen_at)
    select post.author_id, (array['like', 'comment', 'share', 'mention'])[1 + n % 4], gen_random_uuid(), 'post', post.id, post.id, 2, 2, 2, 2,
      case when n > 10 then now() end, case when n > 10 then now() end
    from generate_series(1, ${Math.round(notifications / people)}::int) n, public.posts post`;
  await sql`
    insert into private.notification_parts (notification_id, person_id, family, cause_id, actor_id, post_id, event)
    select news.id, news.person_id, 'comment', gen_random_uuid(), lpad(to_hex(1 + floor(random() * ${people})::int), 32, '0')::uuid, news.post_id, 'comment'
    from private.notifications news, generate_series(1, 2)`;
  await sql`vacuum analyze private.notifications`;
  await sql`vacuum analyze private.notification_parts`;
  await sql`analyze public.posts`;
  // Number 1 is in 300 conversations, a third of them unread.
  await sql`
    with talk as (
      insert into private.conversations (kind, low_id, high_id, member_count, last_seq, last_number)
      select 'direct', ${userId(1)}, lpad(to_hex(n), 32, '0')::uuid, 2, 10, 10 from generate_series(2, 301) n
      returning id, low_id, high_id)
    insert into private.conversation_members (conversation_id, user_id, read_number, last_read_seq, last_delivered_seq)
    select talk.id, member, case when talk.high_id > ${userId(200)} then 5 else 10 end, case when talk.high_id > ${userId(200)} then 5 else 10 end, 10
    from talk, unnest(array[low_id, high_id]) member`;
  await sql`analyze private.conversations, private.conversation_members`;
  const scans = async () => {
    const [counted] = await sql`
      select sum(seq_scan)::int as scans from pg_stat_user_tables where relname in ('notifications', 'notification_parts', 'notification_settings')`;
    return counted?.scans as number;
  };
  const before = await scans();
  console.log(["call", "p10 ms", "p50 ms", "p95 ms"].join("\t"));
  const time = async (
    label: string,
    called: Parameters<typeof callAs>[2],
    args: Record<string, unknown>,
    user: () => number,
  ) => {
    const took: number[] = [];
    for (let call = 0; call < calls; call++) {
      const start = performance.now();
      await callAs(pool, user(), called, args);
      took.push(performance.now() - start);
    }
    took.sort((one, other) => one - other);
    console.log(
      [label, ...[0.1, 0.5, 0.95].map((share) => (took[Math.floor(share * calls)] as number).toFixed(2))].join("\t"),
    );
  };
  const anybody = () => 2 + Math.floor(Math.random() * (people - 2));
  const list = rpc("list_notifications", { unread_only: "boolean", page_size: "int4" }, false);
  await time("a page of 20", list, { unread_only: false, page_size: 20 }, anybody);
  await time("a page of 20 unread", list, { unread_only: true, page_size: 20 }, anybody);
  await time("a page of 50, as in sync", list, { unread_only: false, page_size: 50 }, anybody);
  await time("unread_counts", rpc("unread_counts", {}, false), {}, anybody);
  await time("unread_counts, 101 of 300 conversations unread", rpc("unread_counts", {}, false), {}, () => 1);
  console.log(`${(await scans()) - before} scans of whole tables of notifications`);
} finally {
  await pool.close();
  await sql.end();
  await database.stop();
}
