import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alice, bob, type Harness, secretKey, settled, startHarness, subscribe, until, versions } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const isPrivate = { private: true };

describe.each(versions)("private channels with serializer %s", (vsn) => {
  test("a user joins what the policies let that user read", async () => {
    const client = realtime.client(vsn, { token: await realtime.issuer.user(alice) });
    await client.realtime.setAuth();
    const own = await subscribe(client, `user:${alice}`, isPrivate);
    expect(own.statuses).toEqual([{ status: "SUBSCRIBED", message: undefined }]);
  });

  test("nobody joins what they may not read, and the client is told why", async () => {
    const client = realtime.client(vsn, { token: await realtime.issuer.user(bob) });
    await client.realtime.setAuth();
    const refused = await subscribe(client, `user:${alice}`, isPrivate);
    expect(refused.statuses[0]).toEqual({
      status: "CHANNEL_ERROR",
      message: `Unauthorized: You do not have permissions to read from this Channel topic: user:${alice}`,
    });
    await client.removeAllChannels();
  });

  test("a topic without any policy is closed", async () => {
    const client = realtime.client(vsn);
    const refused = await subscribe(client, "nobody-named-this", isPrivate);
    expect(refused.statuses[0]?.status).toBe("CHANNEL_ERROR");
    await client.removeAllChannels();
  });

  test("the secret key passes every policy", async () => {
    const server = realtime.client(vsn, { key: secretKey });
    const joined = await subscribe(server, "nobody-named-this", { private: true, broadcast: { self: true } });
    expect(joined.statuses[0]?.status).toBe("SUBSCRIBED");
    await joined.channel.send({ type: "broadcast", event: "from-server", payload: {} });
    await until(() => joined.broadcasts.length === 1);
  });

  test("what the write policy forbids is dropped without an answer", async () => {
    const reader = realtime.client(vsn, { token: await realtime.issuer.user(alice) });
    const listening = await subscribe(reader, "news", isPrivate);
    const sender = await subscribe(realtime.client(vsn), "news", { private: true, broadcast: { ack: true } });
    const message = { type: "broadcast", event: "rumour", payload: {} } as const;
    expect(await sender.channel.send(message, { timeout: 300 })).toBe("timed out");
    expect(listening.broadcasts).toEqual([]);
    expect(sender.statuses.map(({ status }) => status)).toEqual(["SUBSCRIBED"]);
  });
});

test("policies see the topic, the claims, the role and the headers of who asks", async () => {
  await realtime.sql.unsafe(`
    create policy "claims" on realtime.messages for select to authenticated using (
      (select realtime.topic()) = 'claims' and topic = 'claims'
      and (select auth.jwt()) ->> 'team' = 'red'
      and current_setting('request.jwt.claim.sub') = '${alice}'
      and current_setting('request.jwt.claim.role') = 'authenticated'
      and current_setting('request.headers')::jsonb ->> 'x-device' = 'phone'
    )`);
  for (const [team, device, status] of [
    ["red", "phone", "ok"],
    ["blue", "phone", "error"],
    ["red", "laptop", "error"],
  ] as const) {
    const client = await connectRaw(realtime.url, { headers: { "x-device": device } });
    const access_token = await realtime.issuer.user(alice, { team });
    const reply = await client.join("realtime:claims", isPrivate, { access_token });
    expect(reply[4]).toMatchObject({ status });
    client.webSocket.close();
  }
});

test("a policy that raises refuses the join, and a token with any other role of the database is none", async () => {
  await realtime.sql.unsafe(`
    create function public.broken() returns boolean language plpgsql as $$ begin raise exception 'broken'; end $$;
    create policy "broken" on realtime.messages for select to authenticated
    using (case when (select realtime.topic()) = 'broken' then public.broken() else false end)`);
  const client = await connectRaw(realtime.url);
  const broken = await client.join("realtime:broken", isPrivate, { access_token: await realtime.issuer.user(alice) });
  const nobody = await client.join("realtime:open:x", isPrivate, {
    access_token: await realtime.issuer.user(alice, { role: "no_such_role" }),
  });
  const reason = "Unauthorized: You do not have permissions to read from this Channel topic: broken";
  expect(broken[4]).toEqual({ status: "error", response: { reason } });
  expect(nobody[4]).toEqual({
    status: "error",
    response: { reason: "InvalidJWTToken: Token role is not accepted" },
  });
  client.webSocket.close();
});

test("probing leaves nothing behind", async () => {
  const client = realtime.client("2.0.0");
  const joined = await subscribe(client, "open:probed", { private: true, broadcast: { self: true } });
  await joined.channel.send({ type: "broadcast", event: "x", payload: {} });
  await until(() => joined.broadcasts.length === 1);
  await settled();
  const [count] = await realtime.admin`select count(*)::int as rows from realtime.messages where topic = 'open:probed'`;
  expect(count?.rows).toBe(0);
  expect(joined.broadcasts).toHaveLength(1);
});

test("who may read presence only joins, and hears no broadcast", async () => {
  await realtime.sql.unsafe(`
    create policy "presence only" on realtime.messages for select to anon
    using ((select realtime.topic()) = 'who' and extension = 'presence')`);
  const client = await connectRaw(realtime.url);
  const reply = await client.join("realtime:who", { private: true, presence: { enabled: true } });
  expect(reply[4]).toMatchObject({ status: "ok" });
  await client.next("presence_state");
  await realtime.sql`select realtime.send('{}', 'unheard', 'who')`;
  await settled();
  expect(client.received.some(([, , , event]) => event === "broadcast")).toBe(false);
  client.webSocket.close();
});

test("the role `postgres` owns no superpower but may make and drop policies", async () => {
  const [role] = await realtime.sql`select rolsuper from pg_roles where rolname = current_user`;
  expect(role?.rolsuper).toBe(false);
  await realtime.sql`create policy "temporary" on realtime.messages for select to authenticated using (false)`;
  await realtime.sql`drop policy "temporary" on realtime.messages`;
  await expect(realtime.sql`create table realtime.mine (id int)`).rejects.toThrow("permission denied");
});
