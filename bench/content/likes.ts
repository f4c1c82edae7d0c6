/**
 * Likes on one post: react() with the roll-up running, plain inserts of one row, and the naive counter.
 * Run: node bench/content/likes.ts [seconds a measurement] [rounds] [connections]
 */
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { WirePool } from "../../local/rest/wire/pool.ts";
import { measure } from "../rest/measure.ts";
import { callAs, rpc } from "./call.ts";
import { makePeople, startBenchDatabase } from "./database.ts";

const seconds = Number(process.argv[2] ?? 5);
const rounds = Number(process.argv[3] ?? 3);
const connections = Number(process.argv[4] ?? 16);
const people = 20_000;

/**
 * What react() is compared with, all called in the same way by the same role. `plain` inserts a row of a reaction into an
 * equal table: columns, indexes, foreign key. `checked` does what no write may leave out before that. `bare` has two
 * columns and one index, and `naive` counts besides.
 */
const contenders = `
create table private.plain_reactions (like public.post_reactions including all,
  foreign key (user_id) references public.profiles (id) on delete cascade);
create table private.bare_likes (
  post_id uuid not null, user_id uuid not null, created_at timestamptz not null default now(),
  primary key (post_id, user_id));
create table private.naive_posts (id uuid primary key, likes bigint not null default 0);
create function public.plain_like(post_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.plain_reactions (post_id, user_id, emoji) values (plain_like.post_id, auth.uid(), '❤️') on conflict do nothing;
  return '{}';
end $$;
create function public.checked_like(post_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := private.active_caller_id();
begin
  perform private.take_token('react', caller::text);
  perform private.visible_post(checked_like.post_id);
  insert into private.plain_reactions (post_id, user_id, emoji) values (checked_like.post_id, caller, '❤️') on conflict do nothing;
  return '{}';
end $$;
create function public.bare_like(post_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.bare_likes (post_id, user_id) values (bare_like.post_id, auth.uid()) on conflict do nothing;
  return '{}';
end $$;
create function public.naive_like(post_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.bare_likes (post_id, user_id) values (naive_like.post_id, auth.uid()) on conflict do nothing;
  update private.naive_posts set likes = likes + 1 where id = naive_like.post_id;
  return '{}';
end $$;
grant execute on function public.plain_like, public.checked_like, public.bare_like, public.naive_like to authenticated;`;

const database = await startBenchDatabase();
const pool = new WirePool(database.authenticatorUrl, connections + 4);
const sql = postgres(database.postgresUrl, { max: 4, onnotice: () => {}, prepare: false });
try {
  await makePeople(database.postgresUrl, people);
  await sql.unsafe(contenders).simple();

  const newPost = async (): Promise<string> => {
    const [post] = await sql`
      insert into public.posts (author_id, client_id, kind, caption, state, position, published_at)
      select id, gen_random_uuid(), 'text', 'hot', 'published', private.uuid_v7(), now() from public.profiles limit 1
      returning id`;
    await sql`insert into private.naive_posts (id) values (${post?.id})`;
    return post?.id as string;
  };

  /** Everybody likes the same post; when everybody has, it is the next one's turn. */
  const likers = async (name: string, args: Record<string, string>) => {
    const called = rpc(
      name,
      Object.fromEntries(
        ["post_id", "target", "target_id"]
          .filter((key) => key in args)
          .map((key) => [key, key === "target" ? "text" : "uuid"]),
      ),
      true,
    );
    const key = "target_id" in args ? "target_id" : "post_id";
    const posts = await Promise.all(Array.from({ length: 8 }, newPost));
    let liked = 0;
    return Array.from({ length: connections }, () => async () => {
      const n = liked++;
      await callAs(pool, 2 + (n % (people - 1)), called, { ...args, [key]: posts[Math.floor(n / (people - 1))] });
    });
  };

  /** From the answer of react() to the counter that everybody sees, while the others go on. */
  const visibleAfter = async (until: () => boolean): Promise<number[]> => {
    const react = rpc("react", { target: "text", target_id: "uuid" }, true);
    const waits: number[] = [];
    const sample = async (user: number) => {
      while (!until()) {
        const post = await newPost();
        await callAs(pool, user, react, { target: "post", target_id: post });
        const start = performance.now();
        while ((await sql`select from public.post_stats where post_id = ${post} and reactions = 1`).length === 0)
          await sleep(10);
        waits.push(performance.now() - start);
      }
    };
    await Promise.all([2, 3, 4].map(sample));
    return waits.sort((a, b) => a - b);
  };

  const print = (...cells: (string | number)[]) =>
    console.log(cells.map((cell, index) => (index ? String(cell).padStart(10) : String(cell).padEnd(34))).join(" "));
  const rates: Record<string, number[]> = { bare: [], plain: [], checked: [], react: [], naive: [] };
  print("", "likes/s", "p50 ms", "p95 ms", "CPU µs");
  const report = (label: string, name: string, { rate, p50, p95, machineCpu }: Awaited<ReturnType<typeof measure>>) => {
    rates[name]?.push(rate);
    print(label, Math.round(rate), p50.toFixed(2), p95.toFixed(2), machineCpu.toFixed(0));
  };
  for (let round = 0; round < rounds; round++) {
    const compare = async (label: string, name: string) =>
      report(label, name, await measure(await likers(`${name}_like`, { post_id: "" }), seconds));
    await compare("bare insert", "bare");
    await compare("plain insert", "plain");
    await compare("plain insert with the same checks", "checked");
    let isOver = false;
    const rollUp = (async () => {
      for (; !isOver; await sleep(1_000)) await sql`select private.roll_up_engagement()`;
    })();
    const react = await likers("react", { target: "post", target_id: "" });
    report("react(), roll-up running", "react", await measure(react, seconds));
    let over = false;
    const [waits] = await Promise.all([visibleAfter(() => over), measure(react, seconds).then(() => (over = true))]);
    await sleep(2_500);
    isOver = true;
    await rollUp;
    print(
      "  visible after, p50 and p95",
      "",
      ...[0.5, 0.95].map((share) => (waits[Math.floor(waits.length * share)] ?? Number.NaN).toFixed(0)),
      `n=${waits.length}`,
    );
    await compare("update posts set likes = likes + 1", "naive");
    const [check] = await sql`
      select (select count(*) from public.post_reactions)::int as rows, (select sum(reactions) from public.post_stats)::int as counted`;
    print("  likes there, and counted", check?.rows, check?.counted);
  }
  const median = (values: number[] = []) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const react = median(rates.react);
  const ratios = Object.entries(rates).map(([name, values]) => `${name} ${(react / median(values)).toFixed(2)}`);
  console.log(`\nmedians, react() as a multiple of: ${ratios.join(", ")}`);
} finally {
  await pool.close();
  await sql.end();
  await database.stop();
}
