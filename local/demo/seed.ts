import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Sql } from "postgres";
import { type DemoComplaint, makeComplaints, statements } from "./complaints.ts";
import { type DemoPlan, type DemoSize, planCrowd } from "./crowd.ts";
import { seedHistory } from "./history.ts";
import { type MediaCounts, seedMedia } from "./media.ts";
import type { DemoPerson } from "./people.ts";
import { Random } from "./random.ts";

export interface DemoTarget {
  url: string;
  publishableKey: string;
  /** As `postgres`: to forget the limits that a person would have to wait for, to see what an earlier run has made, to name the staff. */
  sql: Sql;
}

export interface DemoCounts extends MediaCounts {
  people: number;
  follows: number;
  /** Those with pictures and videos included. */
  posts: number;
  messages: number;
}

export interface Demo {
  counts: DemoCounts;
  /** Usernames, by what they may do. */
  staff: { admin: string; moderator: string };
}

interface Account extends DemoPlan {
  id: string;
  client: SupabaseClient;
}

const concurrency = 4;

/**
 * Fills a stack with people who follow each other, write and talk, through the API as a client would. Deterministic: a
 * second run finds what the first has made.
 */
export async function seedDemo(target: DemoTarget, size: DemoSize, say: (line: string) => void): Promise<Demo> {
  const interests = (await target.sql`select slug from public.interests order by slug`).map(
    (row) => row.slug as string,
  );
  const random = new Random(20_261_121);
  const plans = planCrowd(random, size, interests);
  say(`registering ${plans.length} people`);
  const crowd = await inBatches(plans, async (plan): Promise<Account> => {
    const { id, accessToken } = await signUpOrIn(target, plan.person);
    const client = createClient(target.url, target.publishableKey, { accessToken: async () => accessToken });
    return { ...plan, id, client };
  });

  say("following each other");
  await inBatches(crowd, async ({ client, follows }) => {
    for (const followee of follows) await call(client, "follow", { user_id: crowd[followee]?.id });
  });
  // Round by round rather than person by person, so that the feed is as mixed as a real one.
  const rounds = Math.max(...crowd.map(({ posts }) => posts.length));
  for (let round = 0; round < rounds; round++) {
    say(`posting, round ${round + 1} of ${rounds}`);
    const due = crowd.filter(({ posts }) => posts.length > round);
    await inBatches(due, ({ client, posts }) => call(client, "create_post", posts[round]));
  }
  say("talking");
  await inBatches(crowd, (account) => talk(account, crowd));
  say("complaining, and asking for the badge");
  await inBatches(makeComplaints(random, crowd.length), (complaint) => complain(complaint, crowd));
  await inBatches(statements.slice(0, crowd.length - 2), (statement) => {
    return call((crowd[2 + statements.indexOf(statement)] as Account).client, "request_verification", { statement });
  });
  say("remembering the last sixty days");
  await seedHistory(
    target.sql,
    crowd.map(({ id }) => id),
  );
  const media = await seedMedia(crowd, target.sql, say);
  const counts = {
    ...media,
    people: crowd.length,
    follows: crowd.reduce((sum, { follows }) => sum + follows.length, 0),
    posts: crowd.reduce((sum, { posts }) => sum + posts.length, media.pictures + media.videos),
    messages: crowd.reduce((sum, account) => sum + (account.talk?.lines.length ?? 0), 0),
  };
  return { counts, staff: await nameStaff(target.sql, crowd) };
}

/** The first two of the crowd look after the others. */
async function nameStaff(sql: Sql, [first, second]: Account[]): Promise<Demo["staff"]> {
  if (!first || !second) throw new Error("A demo has two people at least.");
  const [admin, moderator] = [first.person.username, second.person.username];
  await sql`
    update private.accounts set app_role = case username when ${admin} then 'admin' else 'moderator' end
    where username in (${admin}, ${moderator})`;
  return { admin, moderator };
}

async function talk({ client, talk }: Account, crowd: Account[]): Promise<void> {
  const partner = talk && crowd[talk.partner];
  if (!partner) return;
  const { id } = await call<{ id: string }>(client, "start_conversation", { user_id: partner.id });
  for (const { client_id, body, isOpener } of talk.lines) {
    await call(isOpener ? client : partner.client, "send_message", { client_id, conversation_id: id, body });
  }
}

async function complain({ by, about, target, reason, note }: DemoComplaint, crowd: Account[]): Promise<void> {
  const client = (crowd[by] as Account).client;
  const user_id = (crowd[about] as Account).id;
  const { items } = await call<{ items: { id: string }[] }>(client, "list_posts", { user_id, page_size: 1 });
  const post = target === "post" ? items[0] : undefined;
  await call(client, "report", { target: post ? "post" : "user", target_id: post?.id ?? user_id, reason, note });
}

async function call<Result>(client: SupabaseClient, name: string, args: Record<string, unknown> = {}): Promise<Result> {
  const { data, error } = await client.rpc(name, args);
  if (error) throw new Error(`${name}: ${error.message}`);
  return data as Result;
}

async function inBatches<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += concurrency) {
    results.push(...(await Promise.all(items.slice(start, start + concurrency).map(work))));
  }
  return results;
}

async function signUpOrIn(
  { url, publishableKey, sql }: DemoTarget,
  person: DemoPerson,
): Promise<{ id: string; accessToken: string }> {
  // A crowd that comes from one address would run into the limits by address.
  await sql`delete from private.rate_buckets where limit_name in ('register_by_ip', 'login_by_ip')`;
  const client = createClient(url, publishableKey);
  const registered = await client.functions.invoke("auth/register", { body: person });
  if (registered.data) return { id: registered.data.user.id, accessToken: registered.data.session.access_token };
  const refusal = await registered.error.context.json();
  if (refusal.code !== "USERNAME_TAKEN") throw new Error(`register: ${refusal.message} ${refusal.details ?? ""}`);
  const { data, error } = await client.functions.invoke("auth/login", {
    body: { identifier: person.username, password: person.password },
  });
  if (error) throw new Error(`login: ${JSON.stringify(await error.context.json())}`);
  return { id: data.user.id, accessToken: data.session.access_token };
}
