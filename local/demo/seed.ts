import { createClient } from "@supabase/supabase-js";
import type { Sql } from "postgres";
import { type DemoPerson, makePerson } from "./people.ts";
import { makeCaption } from "./posts.ts";
import { Random } from "./random.ts";

export interface DemoTarget {
  url: string;
  publishableKey: string;
  /** As `postgres`: only to forget the limits that a person would have to wait for. */
  sql: Sql;
}

export interface DemoSize {
  people: number;
  /** At most, a person. */
  posts: number;
}

const concurrency = 4;

interface Author {
  accessToken: string;
  posts: { client_id: string; kind: string; caption: string }[];
}

/**
 * Fills a stack with people and what they write, through the API as a client would. Deterministic: a second run
 * finds what the first has made. Returns how many people and posts there are.
 */
export async function seedDemo(
  target: DemoTarget,
  size: DemoSize,
  say: (line: string) => void,
): Promise<{ people: number; posts: number }> {
  const random = new Random(20_261_121);
  const interests = (await target.sql`select slug from public.interests order by slug`).map(
    (row) => row.slug as string,
  );
  const people = Array.from({ length: size.people }, (_, index) => {
    const person = makePerson(random, index, interests);
    const posts = Array.from({ length: random.integer(0, size.posts) }, () => ({
      client_id: random.uuid(),
      kind: "text",
      caption: makeCaption(random, person.interests),
    }));
    return { person, posts };
  });

  say(`registering ${people.length} people`);
  const authors = await inBatches(people, async ({ person, posts }): Promise<Author> => {
    return { accessToken: await signUpOrIn(target, person), posts };
  });

  // Round by round rather than person by person, so that the feed is as mixed as a real one.
  const rounds = Math.max(...authors.map(({ posts }) => posts.length));
  let written = 0;
  for (let round = 0; round < rounds; round++) {
    const due = authors.filter(({ posts }) => posts.length > round);
    say(`posting, round ${round + 1} of ${rounds}`);
    await inBatches(due, async ({ accessToken, posts }) => {
      const client = createClient(target.url, target.publishableKey, { accessToken: async () => accessToken });
      const { error } = await client.rpc("create_post", posts[round]);
      if (error) throw new Error(`create_post: ${error.message}`);
      written += 1;
    });
  }
  return { people: people.length, posts: written };
}

async function inBatches<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += concurrency) {
    results.push(...(await Promise.all(items.slice(start, start + concurrency).map(work))));
  }
  return results;
}

async function signUpOrIn({ url, publishableKey, sql }: DemoTarget, person: DemoPerson): Promise<string> {
  // A crowd that comes from one address would run into the limits by address.
  await sql`delete from private.rate_buckets where limit_name in ('register_by_ip', 'login_by_ip')`;
  const client = createClient(url, publishableKey);
  const registered = await client.functions.invoke("auth/register", { body: person });
  if (registered.data) return registered.data.session.access_token;
  const refusal = await registered.error.context.json();
  if (refusal.code !== "USERNAME_TAKEN") throw new Error(`register: ${refusal.message} ${refusal.details ?? ""}`);
  const { data, error } = await client.functions.invoke("auth/login", {
    body: { identifier: person.username, password: person.password },
  });
  if (error) throw new Error(`login: ${JSON.stringify(await error.context.json())}`);
  return data.session.access_token;
}
