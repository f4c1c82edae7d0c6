import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { audit, invariants, unsettled } from "./auditor.ts";
import { expectToBeFound } from "./breakages.ts";
import { live } from "./deeds.ts";
import { Listener } from "./listener.ts";
import { Random } from "./random.ts";
import { trouble } from "./troubles.ts";
import { World } from "./world.ts";

/** Half a minute here; `FAULTS_SECONDS=7200` for hours of it. `FAULTS_SEED` brings back the deeds and troubles of another run. */
const seconds = Number(process.env.FAULTS_SECONDS ?? 30);
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1e9);
const people = 16;

let stack: EmbeddedStack;
let sql: Sql;

beforeAll(async () => {
  stack = await EmbeddedStack.make();
  await stack.start();
  sql = postgres(stack.values.DB_URL, { max: 4, onnotice: () => {} });
});
afterAll(async () => {
  // A connection that was cut off is not waited for.
  await sql?.end({ timeout: 5 });
  await stack?.discard();
});

/** Asks until the database is there, and answers. */
async function insist<Result>(work: () => PromiseLike<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch {
      await sleep(200);
    }
  }
}

test("whatever is killed, frozen or cut off while people use everything: nothing that was acknowledged is lost, doubled, miscounted or told to the wrong", {
  timeout: (seconds + 150) * 1_000,
}, async () => {
  const random = new Random(seed);
  const world = await World.make(stack, sql, random, people);
  await sql`update private.accounts set app_role = 'admin' where id = ${world.members[0]?.id as string}`;
  const [all, , third] = world.talks;
  if (!all || !third) throw new Error("There are no groups.");
  const listeners = world.members.slice(0, 3).map((member) => new Listener(stack, member));
  const eve = new Listener(stack, third.members.at(-1) as (typeof world.members)[0]);
  await Promise.all([...listeners.map((listener) => listener.join(all.id)), eve.join(third.id)]);

  const until = Date.now() + seconds * 1_000;
  const lives = world.members.map((member, nth) => live(world, member, random.fork(nth), until));
  const troubles = trouble(stack, random.fork(1_000), until);
  // Halfway somebody is thrown out of a group, whatever is away at that moment, and hears nothing of it from then on.
  await sleep(seconds * 500);
  third.members = third.members.filter(({ id }) => id !== eve.member.id);
  const removed = await third.members[0]?.rpc("remove_member", { conversation_id: third.id, user_id: eve.member.id });
  expect(removed?.status).toBeLessThan(300);
  const [left] = await insist(
    () => sql`
      select last_seq::int as seq from private.conversations where id = ${third.id}`,
  );
  const met = await troubles;
  await Promise.all(lives);

  expect(world.surprises).toEqual([]);
  await expect.poll(() => insist(() => unsettled(sql)), { timeout: 60_000 }).toEqual([]);
  expect(await audit({ stack, sql, world })).toEqual({});

  await expectToBeFound({ stack, sql, world });

  // Whoever was there all the time hears of what comes next, without having done anything for it.
  const last = await world.members[4]?.rpc("send_message", {
    client_id: crypto.randomUUID(),
    conversation_id: all.id,
    body: "Still there?",
  });
  for (const listener of listeners) {
    await expect.poll(() => listener.heard, { timeout: 30_000 }).toContain(last?.body.id);
  }
  expect(eve.places.filter((seq) => seq > left?.seq)).toEqual([]);
  for (const listener of [...listeners, eve]) listener.leave();

  const counts = { seed, deeds: world.deeds, retries: world.retries, troubles: met.length, kinds: new Set(met).size };
  console.log(`faults: ${JSON.stringify(counts)}, ${Object.keys(invariants).length} invariants hold`);
  expect(counts.retries).toBeGreaterThan(0);
});
