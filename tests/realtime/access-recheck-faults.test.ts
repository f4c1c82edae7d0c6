import { afterAll, beforeAll, expect, test } from "vitest";
import { type Domain, eventsOf, startDomain, statusesOf } from "./access-harness.ts";
import { type Observed, settled, until } from "./harness.ts";

let domain: Domain;
beforeAll(async () => {
  // Long enough for somebody to be removed while the feed is away.
  domain = await startDomain({ replicationRetryMs: 1_000 });
});
afterAll(() => domain.stop());

const [alice, bob] = [1, 2];

/** Everybody was told to join again, who stays did, and who was removed heard nothing and stays out. */
async function joinedAgainWithout(removed: Observed, stays: Observed) {
  await until(() => statusesOf(stays).at(-1) === "SUBSCRIBED" && statusesOf(stays).length > 1);
  expect(statusesOf(stays)).toEqual(["SUBSCRIBED", "CHANNEL_ERROR", "SUBSCRIBED"]);
  await until(() => removed.statuses.at(-1)?.message?.includes("You do not have permissions to read") === true);
  expect(statusesOf(removed)).not.toContain("CLOSED");
  expect(eventsOf(removed)).toEqual([]);
}

test("who cannot be asked because Postgres is away hears nothing more and joins again", async () => {
  const [a, b] = (await domain.members("away", [alice, bob])) as [Observed, Observed];
  const release = await domain.removeSlowly("away", [bob], ["secret"]);
  await domain.admin`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'realtime_authorisation'`;
  await until(() => statusesOf(b).includes("CHANNEL_ERROR"));
  await release();
  await joinedAgainWithout(b, a);
});

test("a check that takes too long is given up: who was not asked joins again", async () => {
  const server = await domain.startServer({ limits: { recheckTimeoutMs: 300 } });
  const url = `http://127.0.0.1:${server.port}`;
  const [a, b] = (await domain.members("slow", [alice, bob], { url })) as [Observed, Observed];
  const release = await domain.removeSlowly("slow", [bob], ["secret"]);
  await until(() => [a, b].every((observed) => statusesOf(observed).includes("CHANNEL_ERROR")));
  await release();
  await joinedAgainWithout(b, a);
});

test("a check for which too much waits is given up: who was not asked joins again", async () => {
  const server = await domain.startServer({ limits: { maxWaitingDeliveries: 20 } });
  const url = `http://127.0.0.1:${server.port}`;
  const [a, b] = (await domain.members("full", [alice, bob], { url })) as [Observed, Observed];
  const release = await domain.removeSlowly("full", [bob]);
  // A client cannot bring that about.
  for (let n = 0; n < 50; n++) await a.channel.send({ type: "broadcast", event: "patient", payload: {} });
  await settled();
  expect(statusesOf(a)).toEqual(["SUBSCRIBED"]);
  await domain.sql`select private.broadcast('room:full', 'secret', '{}') from generate_series(1, 21)`;
  await until(() => [a, b].every((observed) => statusesOf(observed).includes("CHANNEL_ERROR")));
  await release();
  await joinedAgainWithout(b, a);
});

test("who is removed while the database feed is away receives nothing once it is back", async () => {
  const [a, b] = (await domain.members("gap", [alice, bob])) as [Observed, Observed];
  await domain.admin`select pg_terminate_backend(pid) from pg_stat_replication`;
  await until(() => domain.server.health().status === "database away");
  await domain.remove("gap", [bob]);
  await until(() => domain.server.health().status === "ok");
  await domain.broadcast("gap", "after");
  await until(() => a.broadcasts.length === 1);
  await until(() => statusesOf(b).includes("CLOSED"));
  expect(eventsOf(b)).toEqual([]);
  expect(eventsOf(a)).toEqual(["after"]);
});
