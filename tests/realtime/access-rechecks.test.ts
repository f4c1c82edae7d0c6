import { afterAll, beforeAll, expect, test } from "vitest";
import { type Domain, eventsOf, personId, startDomain, statusesOf } from "./access-harness.ts";
import { type Observed, secretKey, settled, subscribe, until } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let domain: Domain;
beforeAll(async () => {
  domain = await startDomain({ recheckParallel: 4 });
});
afterAll(() => domain.stop());

const [alice, bob, carol] = [1, 2, 3];
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`);
const send = (observed: Observed | undefined, event: string) =>
  observed?.channel.send({ type: "broadcast", event, payload: {} });

test("who is removed receives nothing after it, and the others everything in order", async () => {
  const [a, b, c] = (await domain.members("removal", [alice, bob, carol])) as [Observed, Observed, Observed];
  const [before, after] = [numbered("before", 20), numbered("after", 50)];
  for (const event of before) await domain.broadcast("removal", event);
  await domain.remove("removal", [bob], after);
  await until(() => c.broadcasts.length === 71 && a.broadcasts.length === 71);
  for (const observed of [a, c]) expect(eventsOf(observed)).toEqual([...before, "access_changed", ...after]);

  expect(eventsOf(b)).toEqual(before);
  expect(statusesOf(b)).toEqual(["SUBSCRIBED", "CLOSED"]);
  expect(b.system).toEqual([
    expect.objectContaining({
      extension: "system",
      status: "error",
      message: "You do not have permissions to read from this Channel topic: room:removal",
    }),
  ]);
});

test("whose session has ended leaves every topic that they are on, comes to none, and nobody else notices", async () => {
  const dave = 4;
  const [a, d] = (await domain.members("first", [alice, dave])) as [Observed, Observed];
  const [elsewhere] = (await domain.members("second", [dave])) as [Observed];
  await domain.sql.begin(async (transaction) => {
    await transaction`insert into private.signed_out values (${personId(dave)})`;
    await transaction`select private.recheck_person(${personId(dave)})`;
    for (const room of ["first", "second"])
      await transaction`select private.broadcast(${`room:${room}`}, 'after', '{}')`;
  });
  await until(() => a.broadcasts.length === 1 && [d, elsewhere].every((left) => statusesOf(left).includes("CLOSED")));
  expect([eventsOf(a), eventsOf(d), eventsOf(elsewhere), statusesOf(a)]).toEqual([["after"], [], [], ["SUBSCRIBED"]]);
  const [back] = await domain.members("third", [dave]).catch(() => []);
  expect(back?.statuses.at(-1)?.status).not.toBe("SUBSCRIBED");
});

test("while access is checked the topic waits, also for what clients send; other topics do not", async () => {
  const [a, , c] = await domain.members("waiting", [alice, bob, carol]);
  const [elsewhere] = await domain.members("elsewhere", [alice]);
  await send(a, "before");
  await until(() => c?.broadcasts.length === 1);
  const release = await domain.removeSlowly("waiting", [bob], ["after"]);
  for (const event of numbered("client", 10)) await send(a, event);
  await domain.broadcast("waiting", "later");
  await domain.broadcast("elsewhere", "at once");
  await until(() => elsewhere?.broadcasts.length === 1);
  expect(eventsOf(c as Observed)).toEqual(["before"]);
  await release();
  await until(() => c?.broadcasts.length === 14);
  expect(eventsOf(c as Observed)).toEqual(["before", "access_changed", "after", "later", ...numbered("client", 10)]);
});

test("changes of access that come during a check are checked, too", async () => {
  const [a, b, c] = (await domain.members("again", [alice, bob, carol])) as [Observed, Observed, Observed];
  const release = await domain.removeSlowly("again", [bob], ["without bob"]);
  await domain.remove("again", [carol], ["without carol"]);
  await release();
  await until(() => a.broadcasts.length === 4);
  expect(eventsOf(a)).toEqual(["access_changed", "without bob", "access_changed", "without carol"]);
  await until(() => [b, c].every((observed) => statusesOf(observed).includes("CLOSED")));
  expect(eventsOf(b)).toEqual([]);
  expect(eventsOf(c)).not.toContain("without carol");
});

test("who may no longer send, but still read, reaches nobody and stays", async () => {
  const [a, b] = (await domain.members("muted", [alice, bob])) as [Observed, Observed];
  await send(b, "allowed");
  await until(() => a.broadcasts.length === 1);
  await domain.sql.begin(async (sql) => {
    await sql`update private.room_members set may_send = false where room_id = 'muted' and account_id = ${personId(bob)}`;
    await sql`select private.recheck_topic('room:muted')`;
  });
  await until(() => b.broadcasts.length === 1);
  await send(b, "forbidden");
  await domain.broadcast("muted", "end");
  await until(() => a.broadcasts.length === 3);
  await settled();
  expect(eventsOf(a)).toEqual(["allowed", "access_changed", "end"]);
  expect(statusesOf(b)).toEqual(["SUBSCRIBED"]);
});

test("who sends without a pause while being removed reaches nobody after it", async () => {
  const [a] = (await domain.members("flood", [alice])) as [Observed];
  await domain.letIn("flood", [bob]);
  const hostile = await connectRaw(domain.url);
  const access_token = await domain.issuer.user(personId(bob));
  await hostile.join("realtime:room:flood", { private: true }, { access_token });
  const payload = { type: "broadcast", event: "flood", payload: {} };
  const flood = setInterval(() => {
    for (let n = 0; n < 10; n++) hostile.send([null, null, "realtime:room:flood", "broadcast", payload]);
  });
  await until(() => a.broadcasts.length > 20);
  await domain.remove("flood", [bob]);
  await hostile.next("phx_close");
  await settled();
  clearInterval(flood);
  const events = eventsOf(a);
  expect(events.indexOf("access_changed")).toBe(events.length - 1);
  hostile.webSocket.close();
});

test("what the policies were asked before the change and answered after it counts no more", async () => {
  const [a, writer] = (await domain.members("stale", [alice, bob])) as [Observed, Observed];
  const token = await domain.issuer.user(personId(carol));
  await domain.letIn("stale", [carol]);
  const joiner = await connectRaw(domain.url);
  const release = await domain.holdAnswers("stale");
  // Both questions are asked while both people are members still.
  const joined = joiner.join("realtime:room:stale", { private: true }, { access_token: token });
  await send(writer, "too late");
  await expect.poll(domain.questions).toBe(2);
  await domain.remove("stale", [bob, carol], ["after"]);
  await settled();
  await release();
  expect((await joined)[4]).toMatchObject({ status: "error" });
  await until(() => a.broadcasts.length === 2 && statusesOf(writer).includes("CLOSED"));
  await settled();
  expect(eventsOf(a)).toEqual(["access_changed", "after"]);
  joiner.webSocket.close();
});

test("a client that broadcasts access_changed changes nothing", async () => {
  const [a, b] = (await domain.members("forged", [alice, bob])) as [Observed, Observed];
  await domain.sql`delete from private.room_members where room_id = 'forged' and account_id = ${personId(bob)}`;
  await send(a, "access_changed");
  const server = await subscribe(domain.client("2.0.0", { key: secretKey }), "room:forged", { private: true });
  await server.channel.httpSend("access_changed", {});
  await until(() => b.broadcasts.length === 2);
  await domain.broadcast("forged", "genuine");
  await until(() => b.broadcasts.length === 3);
  expect(statusesOf(b)).toEqual(["SUBSCRIBED"]);
});

test("the presence of who is removed leaves, and who is removed hears of nobody's any more", async () => {
  const watch = { config: { presence: { enabled: true } } };
  const [a, b] = (await domain.members("presence", [alice, bob], watch)) as [Observed, Observed];
  const leaver = await connectRaw(domain.url);
  await domain.letIn("presence", [carol]);
  const access_token = await domain.issuer.user(personId(carol));
  await leaver.join("realtime:room:presence", { private: true, presence: { key: "carol" } }, { access_token });
  for (const { channel } of [a, b]) await channel.track({ here: true });
  leaver.send([null, "t", "realtime:room:presence", "presence", { event: "track", payload: {} }]);
  const presentTo = ({ channel }: Observed) => Object.keys(channel.presenceState()).length;
  await until(() => presentTo(a) === 3 && presentTo(b) === 3);
  const release = await domain.removeSlowly("presence", [bob]);
  // Who leaves during the check is seen to leave after it.
  leaver.webSocket.terminate();
  await settled();
  expect([presentTo(a), presentTo(b)]).toEqual([3, 3]);
  await release();
  await until(() => presentTo(a) === 1);
  await a.channel.untrack();
  await until(() => presentTo(a) === 0);
  await settled();
  expect(presentTo(b)).toBe(3);
});

test("two hundred members are asked about by four statements at a time", async () => {
  const everybody = Array.from({ length: 200 }, (_, n) => n + 100);
  const [leaving, staying] = [everybody.slice(0, 100), everybody.slice(100)];
  await domain.letIn("crowd", everybody);
  const sockets = await Promise.all(
    everybody.map(async (person) => {
      const client = await connectRaw(domain.url, { vsn: "1.0.0" });
      const access_token = await domain.issuer.user(personId(person));
      expect((await client.join("realtime:room:crowd", { private: true }, { access_token }))[4]).toMatchObject({
        status: "ok",
      });
      return client;
    }),
  );
  const release = await domain.removeSlowly("crowd", leaving, ["after"]);
  await expect.poll(domain.questions).toBe(4);
  await settled();
  expect(await domain.questions()).toBe(4);
  await release();
  const heard = (n: number) =>
    sockets[n]?.received.filter(([, , , event]) => event !== "phx_reply").map(([, , , event]) => event);
  await until(() => everybody.every((_, n) => heard(n)?.length === 2));
  const expected = { leaving: ["system", "phx_close"], staying: ["broadcast", "broadcast"] };
  expect(everybody.map((_, n) => heard(n))).toEqual([
    ...leaving.map(() => expected.leaving),
    ...staying.map(() => expected.staying),
  ]);
  for (const { webSocket } of sockets) webSocket.close();
});

test("a policy that raises for one member closes nobody else", async () => {
  const [a, b] = (await domain.members("broken", [alice, bob])) as [Observed, Observed];
  await domain.sql`update private.room_members set may_send = null where room_id = 'broken' and account_id = ${personId(bob)}`;
  await domain.remove("broken", [carol], ["after"]);
  await until(() => a.broadcasts.length === 2 && statusesOf(b).includes("CLOSED"));
  expect(eventsOf(b)).toEqual([]);
  expect(statusesOf(a)).toEqual(["SUBSCRIBED"]);
});

test("a policy that raises for one member leaves the next answer on its connection whole", async () => {
  const server = await domain.startServer({ limits: { databasePool: 1 } });
  const url = `http://127.0.0.1:${server.port}`;
  const [a, b] = (await domain.members("half", [alice, bob], { url })) as [Observed, Observed];
  await domain.sql`update private.room_members set may_send = null where room_id = 'half' and account_id = ${personId(bob)}`;
  await domain.remove("half", [carol]);
  await until(() => statusesOf(b).includes("CLOSED"));
  const [next] = await domain.members("whole", [alice], { url });
  expect([a, next as Observed].map(statusesOf)).toEqual([["SUBSCRIBED"], ["SUBSCRIBED"]]);
});

test("one socket joins forty rooms at once, four questions at a time, and is let into each", async () => {
  const server = await domain.startServer({ limits: { databasePool: 4 } });
  const rooms = Array.from({ length: 40 }, (_, n) => `crowded-${n}`);
  for (const room of rooms) await domain.letIn(room, [alice]);
  const token = await domain.issuer.user(personId(alice));
  const client = domain.client("2.0.0", { token, url: `http://127.0.0.1:${server.port}` });
  await client.realtime.setAuth();
  const joined = await Promise.all(rooms.map((room) => subscribe(client, `room:${room}`, { private: true })));
  expect(joined.map(({ statuses }) => statuses)).toEqual(rooms.map(() => [{ status: "SUBSCRIBED" }]));
});

test("broadcast_to_many arrives once on each topic, as realtime.send would bring it", async () => {
  const rooms = ["one", "two", "three"];
  const listeners = (await Promise.all(rooms.map((room) => domain.members(room, [alice])))).flat();
  expect(listeners.map(({ statuses }) => statuses)).toEqual(rooms.map(() => [{ status: "SUBSCRIBED" }]));
  const topics = rooms.map((room) => `room:${room}`);
  // What `postgres` has on Supabase: no membership in the owner of realtime.messages.
  await domain.admin`revoke supabase_realtime_admin from postgres`;
  await domain.admin`grant select, insert on realtime.messages to postgres`;
  await domain.sql`select private.broadcast_to_many(${topics}, 'news', '{"n": 1}')`;
  await domain.admin`grant supabase_realtime_admin to postgres with inherit true, set true`;
  await until(() => listeners.every(({ broadcasts }) => broadcasts.length === 1));
  await settled();
  const ids = listeners.map(({ broadcasts }) => broadcasts[0]?.meta?.id);
  expect(listeners.map(({ broadcasts }) => broadcasts)).toEqual(
    ids.map((id) => [{ type: "broadcast", event: "news", payload: { n: 1, id }, meta: { id } }]),
  );
  expect(new Set(ids).size).toBe(3);
});
