import { expect, inject, test } from "vitest";
import { seedDemo } from "../../local/demo/seed.ts";
import { callFunction } from "../support/clients.ts";
import { connectDatabase } from "../support/database.ts";

const sql = connectDatabase();

test("the demo makes people who can sign in, and a second run finds them instead of making more", async () => {
  const { url, publishableKey } = inject("target");
  const steps: string[] = [];
  const seed = () => seedDemo({ url, publishableKey, sql }, { people: 6, posts: 3 }, (line) => steps.push(line));
  const { counts: first, staff } = await seed();
  expect(first.people).toBe(6);
  expect(first).toMatchObject({ avatars: 6, pictures: 2, videos: 2 });
  expect(first.posts).toBeGreaterThan(0);
  expect(first.follows).toBeGreaterThan(5);
  expect(first.messages).toBeGreaterThan(0);

  const demoPosts = () => sql`
    select post.id, account.username from public.posts post join private.accounts account on account.id = post.author_id
    where account.phone like '+491501%' order by post.id`;
  const demoCounts = async () => {
    const [counts] = await sql`
      with demo as (select id from private.accounts where phone like '+491501%')
      select
        (select count(*)::int from demo) as people,
        (select count(*)::int from public.follows where follower_id in (select id from demo)) as follows,
        (select count(*)::int from public.posts where author_id in (select id from demo)) as posts,
        (select count(*)::int from private.messages where sender_id in (select id from demo)) as messages,
        (select count(*)::int from private.media where owner_id in (select id from demo) and purpose = 'avatar') as avatars,
        (select count(*)::int from public.posts where author_id in (select id from demo) and kind = 'image') as pictures,
        (select count(*)::int from public.posts where author_id in (select id from demo) and kind in ('video', 'reel')) as videos`;
    return counts;
  };
  const made = await demoPosts();
  expect(await demoCounts()).toEqual(first);
  expect((await seed()).counts).toEqual(first);
  expect(await demoCounts()).toEqual(first);
  expect(await demoPosts()).toEqual(made);

  const roles =
    await sql`select username, app_role from private.accounts where app_role <> 'user' and phone like '+491501%'`;
  expect(Object.fromEntries(roles.map(({ username, app_role }) => [app_role, username]))).toEqual(staff);
  const shown = async () => {
    const [row] =
      await sql`select count(*)::int as ready from private.media media join private.accounts account on account.id = owner_id
      where account.phone like '+491501%' and status = 'ready'`;
    return row?.ready;
  };
  await expect.poll(shown, { timeout: 60_000 }).toBe(10);

  const identifier = made[0]?.username;
  expect((await callFunction("auth/login", { body: { identifier, password: "plaza-demo-password" } })).status).toBe(
    200,
  );
}, 120_000);
