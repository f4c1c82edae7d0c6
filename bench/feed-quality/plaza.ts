import postgres, { type Sql, type TransactionSql } from "postgres";
import { startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";
import type { Deed, LogPost } from "./logs.ts";

/** A Postgres of its own with Plaza's migrations in it, for as long as `work` takes. */
export async function withPlaza<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const server = await startScratchPostgres({ settings: { shared_buffers: "256MB", jit: "off" } });
  const sql = postgres(server.postgresUrl, { max: 1, onnotice: () => {} });
  try {
    await applyMigrations(repositoryFolder, server.postgresUrl);
    return await work(sql);
  } finally {
    await sql.end();
    await server.stop();
  }
}

const idOf = (group: string, number: number) => `00000000-0000-7000-${group}-${number.toString(16).padStart(12, "0")}`;
export const personId = (number: number) => idOf("8000", number);
export const postId = (number: number) => idOf("9000", number);
export const numberOf = (id: string) => Number.parseInt(id.slice(-12), 16);
/** The place of a post in every list: an identifier of version 7 that holds when it appeared. */
const positionOf = ({ at, number }: LogPost) => {
  const time = Math.round(at * 1000)
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
};

export async function addPeople(sql: Sql, count: number): Promise<void> {
  await sql`
    insert into private.accounts (id, username, email, phone, birth_date)
    select ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, 'person' || number, 'person' || number || '@example.com',
      '+49' || 1000000000 + number, '1980-01-01'
    from generate_series(1, ${count}::int) number`;
  await sql`
    insert into public.profiles (id, username, first_name, last_name, gender, created_at)
    select id, username, 'Robin', 'Example', 'other', '2000-01-01' from private.accounts`;
  await sql.unsafe("analyze private.accounts, public.profiles");
}

/** Posts appear: as rows, of which ranking hears by its own trigger. */
export async function addPosts(sql: Sql, posts: LogPost[]): Promise<void> {
  if (posts.length === 0) return;
  const rows = posts.map((post) => ({
    id: postId(post.number),
    author: personId(post.author),
    position: positionOf(post),
    at: post.at,
    topics: post.topics,
  }));
  await sql`
    insert into public.posts (id, author_id, client_id, kind, caption, state, hashtags, position, published_at, created_at)
    select id, author, id, 'text', 'Something', 'published', array(select jsonb_array_elements_text(topics)), position,
      to_timestamp(at), to_timestamp(at)
    from jsonb_to_recordset(${sql.json(rows)}) post (id uuid, author uuid, position uuid, at double precision, topics jsonb)
    order by at`;
}

/** People do something: as the rows and the lines of the log that the calls of clients leave, with times of their own. */
export async function addDeeds(sql: Sql, deeds: Deed[], authorOf: (post: number) => number): Promise<void> {
  if (deeds.length === 0) return;
  const rows = deeds.map(({ kind, person, post, at, watched = 3000 }) => ({
    kind: { view: "view", like: "post_reaction", comment: "comment" }[kind],
    person: personId(person),
    author: personId(authorOf(post)),
    post: postId(post),
    at,
    details:
      kind === "view" ? { counts: 1, watched_ms: watched, source: "home" } : kind === "like" ? { emoji: "❤️" } : {},
  }));
  const given = sql`jsonb_to_recordset(${sql.json(rows)}) deed
    (kind text, person uuid, author uuid, post uuid, at double precision, details jsonb)`;
  await sql.begin(async (transaction) => {
    await transaction`
      insert into private.post_views (viewer_id, post_id, counted_at)
      select person, post, to_timestamp(min(at)) from ${given} group by person, post on conflict do nothing`;
    await transaction`
      insert into public.post_reactions (post_id, user_id, emoji, created_at)
      select post, person, '❤️', to_timestamp(at) from ${given} where kind = 'post_reaction' on conflict do nothing`;
    await transaction`
      insert into public.comments (post_id, author_id, client_id, body, created_at)
      select post, person, gen_random_uuid(), 'Indeed.', to_timestamp(at) from ${given} where kind = 'comment'`;
    await transaction`
      insert into private.engagement (happened_at, kind, actor_id, subject_id, target_id, details)
      select to_timestamp(at), kind, person, author, post, details from ${given} order by at`;
  });
}

/** What the worker does every second: the readers of the log. */
export async function learn(sql: Sql): Promise<void> {
  await sql`select private.roll_up_engagement()`;
  await sql`select private.learn_from_engagement()`;
}

/** What the worker does every minute. */
export async function refreshSources(sql: Sql): Promise<void> {
  await sql`select private.refresh_feed_sources()`;
}

export async function factorNames(sql: Sql): Promise<string[]> {
  const [row] = await sql`select private.feed_factor_names() as names`;
  return row?.names;
}

/** The weights of the home feed in the order of the factors, and the temperature of its chance. */
export async function shippedWeights(sql: Sql): Promise<{ weights: number[]; temperature: number }> {
  const rows = await sql`select factor, weight from private.feed_weights where feed = 'home'`;
  const byName = new Map(rows.map(({ factor, weight }) => [factor as string, Number(weight)]));
  return {
    weights: (await factorNames(sql)).map((name) => byName.get(name) ?? 0),
    temperature: byName.get("temperature") ?? 0,
  };
}

export interface Candidate {
  post: number;
  reason: string;
  factors: number[];
}

/** What might be shown to this person at this moment, with the factors of its score; without what filters take out. */
export async function candidatesFor(sql: Sql, person: number, at: number): Promise<Candidate[]> {
  const viewer = personId(person);
  const rows = await asPerson(
    sql,
    viewer,
    (transaction) => transaction`
      with short as materialized (
        select * from private.shortlist(${viewer}, 'home', '{}', to_timestamp(${at}))
      )
      select item.post_id, candidate.reason, item.factors
      from short
      cross join lateral private.feed_items(${viewer}, short.post_ids, short.closeness, '{}', to_timestamp(${at})) item
      join unnest(short.post_ids, short.reasons) candidate (post_id, reason) using (post_id)
      where item.dropped_by is null`,
  );
  return rows.map(({ post_id, reason, factors }) => ({
    post: numberOf(post_id),
    reason,
    factors: factors.map(Number),
  }));
}

export async function addFollows(sql: Sql, pairs: [follower: number, followee: number][]): Promise<void> {
  await sql`
    insert into public.follows (follower_id, followee_id)
    select follower, followee from jsonb_to_recordset(${sql.json(
      pairs.map(([follower, followee]) => ({ follower: personId(follower), followee: personId(followee) })),
    )}) pair (follower uuid, followee uuid)`;
}

export async function addInterests(sql: Sql, slugs: string[], chosen: [person: number, slug: string][]): Promise<void> {
  await sql`insert into public.interests (slug, name) select slug, slug from unnest(${slugs}::text[]) slug`;
  await sql`
    insert into public.profile_interests (profile_id, interest)
    select person, slug from jsonb_to_recordset(${sql.json(
      chosen.map(([person, slug]) => ({ person: personId(person), slug })),
    )}) choice (person uuid, slug text)`;
  await sql`select private.weigh_interests()`;
}

/** The list that home_feed would give this person at this moment, by the steps that make it. */
export async function rankedFor(sql: Sql, person: number, at: number, served: number[]): Promise<number[]> {
  const viewer = personId(person);
  const [row] = await asPerson(
    sql,
    viewer,
    (transaction) => transaction`
      select (private.rank_feed(${viewer}, 'home', short.post_ids, short.reasons, short.closeness,
        ${served.map(postId)}::uuid[], to_timestamp(${at}))).post_ids
      from private.shortlist(${viewer}, 'home', ${served.map(postId)}::uuid[], to_timestamp(${at})) short`,
  );
  return (row?.post_ids ?? []).map(numberOf);
}

function asPerson<Result>(sql: Sql, id: string, work: (transaction: TransactionSql) => Promise<Result>) {
  const claims = JSON.stringify({ sub: id, role: "authenticated", app_role: "user" });
  return sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
    return work(transaction);
  });
}
