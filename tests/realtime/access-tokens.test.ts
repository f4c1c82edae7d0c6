import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  alice,
  bob,
  type Harness,
  pause,
  publishableKey,
  secretKey,
  settled,
  startHarness,
  subscribe,
  until,
} from "./harness.ts";
import { connectRaw, type RawClient } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
  await realtime.sql.unsafe(`
    create table public.members (topic text, member uuid);
    grant select on public.members to authenticated;
    create policy "members read" on realtime.messages for select to authenticated using (
      realtime.topic() in (select topic from public.members where member = (select auth.uid())))`);
});
afterAll(() => realtime.stop());

const systemOf = (client: RawClient) => client.received.find(([, , , event]) => event === "system")?.[4];

const refresh = (client: RawClient, topic: string, access_token: unknown) =>
  client.send([null, "r", `realtime:${topic}`, "access_token", { access_token }]);

describe.concurrent("a token that expires", () => {
  test.each([{ private: false }, { private: true }])("ends a live channel (private: $private)", async (config) => {
    const client = realtime.client("2.0.0", { token: await realtime.issuer.user(alice, {}, 1.4) });
    await client.realtime.setAuth();
    const joined = await subscribe(client, config.private ? `user:${alice}` : "expiring", config);
    expect(joined.statuses[0]?.status).toBe("SUBSCRIBED");
    await until(() => joined.statuses.some(({ status }) => status === "CLOSED"));
    expect(joined.system).toEqual([
      expect.objectContaining({
        extension: "system",
        status: "error",
        message: expect.stringMatching(/^Token has expired \d+ seconds ago$/),
      }),
    ]);
    // Closed for good: the client does not come back with the same token.
    await settled();
    expect(client.getChannels()).toEqual([]);
  });

  test("keeps the channel if it is replaced in time", async () => {
    let token = await realtime.issuer.user(alice, {}, 1.4);
    const client = realtime.client("2.0.0", { token: () => token });
    await client.realtime.setAuth();
    const joined = await subscribe(client, `user:${alice}`, { private: true });
    token = await realtime.issuer.user(alice, {}, 60);
    await client.realtime.setAuth();
    await pause(2_600);
    expect(joined.statuses.map(({ status }) => status)).toEqual(["SUBSCRIBED"]);
    await realtime.sql`select realtime.send('{}', 'still-here', ${`user:${alice}`})`;
    await until(() => joined.broadcasts.length === 1);
  });
});

describe("a new token on a live channel", () => {
  const join = async (topic: string, access_token: string, config: object = { private: true }) => {
    const client = await connectRaw(realtime.url);
    const reply = await client.join(`realtime:${topic}`, config, { access_token });
    expect(reply[4]).toMatchObject({ status: "ok" });
    return client;
  };

  test("without permission to read ends the channel", async () => {
    const client = await join(`user:${alice}`, await realtime.issuer.user(alice));
    refresh(client, `user:${alice}`, await realtime.issuer.user(bob));
    await client.next("phx_close");
    expect(systemOf(client)).toEqual({
      extension: "system",
      status: "error",
      message: `You do not have permissions to read from this Channel topic: user:${alice}`,
      channel: `user:${alice}`,
    });
    await realtime.sql`select realtime.send('{}', 'too-late', ${`user:${alice}`})`;
    await settled();
    expect(client.received.at(-1)?.[3]).toBe("phx_close");
    client.webSocket.close();
  });

  test("that loses a part of what it read ends the channel too", async () => {
    await realtime.sql.unsafe(`
      create policy "half" on realtime.messages for select to authenticated using (
        realtime.topic() = 'half' and (extension = 'broadcast' or auth.jwt() ->> 'tier' = 'full'))`);
    const config = { private: true, presence: { enabled: true } };
    const client = await join("half", await realtime.issuer.user(alice, { tier: "full" }), config);
    refresh(client, "half", await realtime.issuer.user(alice, { tier: "basic" }));
    await client.next("phx_close");
    expect(systemOf(client)).toMatchObject({
      message: "You no longer have permission to read from this Channel topic: half",
    });
    client.webSocket.close();
  });

  test("is probed again: a removed member is put out, an unchanged token is not", async () => {
    await realtime.sql`insert into public.members values ('team', ${alice})`;
    const token = await realtime.issuer.user(alice);
    const client = await join("team", token);
    await realtime.sql`delete from public.members`;
    refresh(client, "team", token);
    await settled();
    expect(systemOf(client)).toBeUndefined();
    refresh(client, "team", await realtime.issuer.user(alice, { refreshed: true }));
    await client.next("phx_close");
    client.webSocket.close();
  });

  test("lets the write policy be asked again", async () => {
    await realtime.sql.unsafe(`
      create policy "readers" on realtime.messages for select to authenticated using (realtime.topic() = 'stage');
      create policy "speakers" on realtime.messages for insert to authenticated
      with check (realtime.topic() = 'stage' and auth.jwt() ->> 'part' = 'speaker')`);
    const client = await join("stage", await realtime.issuer.user(alice), {
      private: true,
      broadcast: { self: true, ack: true },
    });
    const say = (ref: string) =>
      client.send([null, ref, "realtime:stage", "broadcast", { type: "broadcast", event: ref, payload: {} }]);
    say("1");
    refresh(client, "stage", await realtime.issuer.user(alice, { part: "speaker" }));
    say("2");
    expect((await client.next("phx_reply", "2"))[4]).toEqual({ status: "ok", response: {} });
    const heard = client.received.filter(([, , , event]) => event === "broadcast").map(([, , , , p]) => p);
    expect(heard).toEqual([{ type: "broadcast", event: "2", payload: {} }]);
    expect(client.received.some(([, ref]) => ref === "1")).toBe(false);
    client.webSocket.close();
  });

  test.each([
    ["an empty one", () => "", "The token provided is not a valid JWT"],
    ["nonsense", () => "no.token.this", "The token provided is not a valid JWT"],
    ["a number", () => 7, "The token provided is not a valid JWT"],
    ["a forged one", () => realtime.issuer.sign(claims(), { forged: true }), "Failed to validate JWT signature"],
    ["one without role", () => realtime.issuer.sign({ exp: 9e9 }), "Fields `role` and `exp` are required in JWT"],
  ])("that is %s ends the channel, also a public one", async (_, make, message) => {
    const client = await join("open:tokens", await realtime.issuer.user(alice), {});
    refresh(client, "open:tokens", await make());
    await client.next("phx_close");
    expect(systemOf(client)).toMatchObject({ status: "error", message });
    client.webSocket.close();
  });

  const claims = () => ({ role: "authenticated", exp: Date.now() / 1000 + 60 });

  test.each([
    ["null", null],
    ["the publishable key", publishableKey],
    ["the secret key", secretKey],
  ])("that is %s changes nothing", async (_, token) => {
    const client = await join(`user:${alice}`, await realtime.issuer.user(alice));
    refresh(client, `user:${alice}`, token);
    await settled();
    expect(systemOf(client)).toBeUndefined();
    await realtime.sql`select realtime.send('{}', 'still-here', ${`user:${alice}`})`;
    await until(() => realtime.server.health().databaseMessages > 0);
    client.webSocket.close();
  });
});

test("an opaque key sent as a token stands for the connection's own key, never for more", async () => {
  const client = await connectRaw(realtime.url);
  const reply = await client.join(`realtime:user:${alice}`, { private: true }, { access_token: secretKey });
  expect(reply[4]).toMatchObject({ status: "error" });
  client.webSocket.close();
});
