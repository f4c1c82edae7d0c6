import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRealtimeServer } from "../../local/realtime/server.ts";
import { freePorts } from "../../local/stack/ports.ts";
import { alice, type Harness, publishableKey, secretKey, startHarness, subscribe, until } from "./harness.ts";
import { connectRaw } from "./raw-client.ts";

let realtime: Harness;
beforeAll(async () => {
  realtime = await startHarness();
});
afterAll(() => realtime.stop());

const inAMinute = () => Date.now() / 1000 + 60;

/** Joins on a socket of its own and returns the reason of the refusal. */
async function refusal(topic: string, config: object, payload: object = {}, url = realtime.url): Promise<unknown> {
  const client = await connectRaw(url);
  const [, , , , reply] = await client.join(topic, config, payload);
  client.webSocket.close();
  expect(reply).toMatchObject({ status: "error" });
  return (reply as { response: { reason: string } }).response.reason;
}

describe("a join is refused with its reason", () => {
  const required = "InvalidJWTToken: Fields `role` and `exp` are required in JWT";
  const signer = "check your JWT secret or JWKS configuration";
  const malformed = "MalformedJWT: The token provided is not a valid JWT";
  test.each<[string, () => string | Promise<string>, string | RegExp]>([
    [
      "an expired token",
      () => realtime.issuer.sign({ role: "authenticated", exp: Date.now() / 1000 - 90 }),
      /^InvalidJWTToken: Token has expired (89|90|91) seconds ago$/,
    ],
    ["no role", () => realtime.issuer.sign({ exp: inAMinute() }), required],
    ["no exp", () => realtime.issuer.sign({ role: "authenticated" }), required],
    [
      "an exp that is no number",
      () => realtime.issuer.sign({ role: "authenticated", exp: "soon" as never }),
      "InvalidJWTToken: Token expiration time is invalid",
    ],
    [
      "an iat that is no number",
      () => realtime.issuer.sign({ role: "authenticated", exp: inAMinute(), iat: "now" as never }),
      malformed,
    ],
    ["no token at all", () => "nonsense", malformed],
    [
      "a signature by another key",
      () => realtime.issuer.sign({ role: "authenticated", exp: inAMinute() }, { forged: true }),
      "JwtSignatureError: Failed to validate JWT signature",
    ],
    [
      "a key that nobody published",
      () => realtime.issuer.sign({ role: "authenticated", exp: inAMinute() }, { kid: "unknown" }),
      `JwtSignerError: Failed to generate JWT signer for key ID (kid) "unknown", ${signer}`,
    ],
    [
      "the algorithm `none`",
      () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`,
      `JwtSignerError: Failed to generate JWT signer, ${signer}`,
    ],
    [
      "a shared secret in place of the public key",
      () => `${Buffer.from('{"alg":"HS256","kid":"key-of-the-tests"}').toString("base64url")}.e30.c2ln`,
      `JwtSignerError: Failed to generate JWT signer for key ID (kid) "key-of-the-tests", ${signer}`,
    ],
  ])("%s", async (_, token, reason) => {
    const given = await refusal("realtime:room", {}, { access_token: await token() });
    if (typeof reason === "string") expect(given).toBe(reason);
    else expect(given).toMatch(reason);
  });

  test("an empty topic, one that is too long, one without the prefix", async () => {
    expect(await refusal("realtime:", {})).toBe("TopicNameRequired: You must provide a topic name");
    expect(await refusal(`realtime:${"x".repeat(250)}`, {})).toBe("TopicNameTooLong: A topic name may have 255 bytes");
    expect(await refusal("elsewhere:room", {})).toBe("unmatched topic");
  });

  test("a token of another issuer, if one is configured", async () => {
    const server = await realtime.startServer({ jwtIssuer: "https://plaza.example/auth/v1" });
    const url = `http://127.0.0.1:${server.port}`;
    const access_token = await realtime.issuer.user(alice, { iss: "https://elsewhere.example" });
    const reason = "InvalidJWTToken: Token issuer is not accepted";
    expect(await refusal("realtime:room", {}, { access_token }, url)).toBe(reason);
  });

  test("a public channel of a project that is private only", async () => {
    const server = await realtime.startServer({ privateOnly: true });
    const url = `http://127.0.0.1:${server.port}`;
    const reason = "PrivateOnly: This project only allows private channels";
    expect(await refusal("realtime:room", {}, {}, url)).toBe(reason);
    const client = await connectRaw(url);
    expect((await client.join("realtime:open:room", { private: true }))[4]).toMatchObject({ status: "ok" });
    client.webSocket.close();
  });

  test("replay on a public channel, with wrong parameters, or without the right to read", async () => {
    const replay = { since: 0 };
    expect(await refusal("realtime:open:x", { broadcast: { replay } })).toBe(
      "UnableToReplayMessages: Replay is not allowed for public channels",
    );
    expect(await refusal("realtime:open:x", { private: true, broadcast: { replay: { since: "today" } } })).toBe(
      "UnableToReplayMessages: Replay params are not valid",
    );
    expect(await refusal("realtime:closed", { private: true, broadcast: { replay } })).toBe(
      "Unauthorized: You do not have permissions to read from this Channel topic: closed",
    );
  });

  test("a day without its partition, which the janitor then makes", async () => {
    const today = new Date().toISOString().slice(0, 10).replaceAll("-", "_");
    await realtime.admin.unsafe(`drop table realtime.messages_${today}`);
    expect(await refusal("realtime:open:x", { private: true })).toBe(
      "MissingPartition: Realtime was unable to find the expected messages partition",
    );
    // The official client tries again by itself, and finds it.
    const joined = await subscribe(realtime.client("2.0.0"), "open:x", { private: true });
    await until(() => joined.statuses.at(-1)?.status === "SUBSCRIBED");
  });

  test("a policy that takes too long", async () => {
    const server = await realtime.startServer({ limits: { queryTimeoutMs: 100 } });
    await realtime.sql.unsafe(`
      create policy "slow" on realtime.messages for select to anon
      using ((select case when realtime.topic() = 'slow' then pg_sleep(5) is null else false end))`);
    const url = `http://127.0.0.1:${server.port}`;
    expect(await refusal("realtime:slow", { private: true }, {}, url)).toMatch(/^QueryCanceled: /);
  });

  test("a lock that does not come is a fault of the database, and no word of a policy", async () => {
    const logged: string[] = [];
    const server = await realtime.startServer({ log: (line) => logged.push(line) });
    await realtime.sql.unsafe(`
      create policy "waits" on realtime.messages for select to anon using (realtime.topic() = 'locked'
        and set_config('lock_timeout', '50', true) <> '' and pg_advisory_xact_lock_shared(54) is not null)`);
    const holder = await realtime.admin.reserve();
    await holder`select pg_advisory_lock(54)`;
    const url = `http://127.0.0.1:${server.port}`;
    expect(await refusal("realtime:locked", { private: true }, {}, url)).toBe("Unknown Error on Channel");
    expect(logged.join()).toContain("canceling statement due to lock timeout");
    await holder`select pg_advisory_unlock(54)`;
    holder.release();
    const client = await connectRaw(url);
    expect((await client.join("realtime:locked", { private: true }))[4]).toMatchObject({ status: "ok" });
    client.webSocket.close();
  });

  test("a pool that is too small for those who wait", async () => {
    const server = await realtime.startServer({ limits: { databasePool: 1, databaseQueue: 1 } });
    const client = await connectRaw(`http://127.0.0.1:${server.port}`);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => client.join(`realtime:open:${n}`, { private: true })),
    );
    expect(replies.map(([, , , , reply]) => reply)).toContainEqual({
      status: "error",
      response: { reason: "IncreaseConnectionPool: Please increase your connection pool size" },
    });
    client.webSocket.close();
  });

  test("a database without a free connection", async () => {
    const taken: Sql[] = [];
    for (let isFull = false; !isFull; ) {
      const connection = postgres(realtime.postgres.adminUrl, { max: 1 });
      taken.push(connection);
      isFull = await connection`select 1`.then(
        () => false,
        () => true,
      );
    }
    const server = await realtime.startServer();
    expect(await refusal("realtime:open:x", { private: true }, {}, `http://127.0.0.1:${server.port}`)).toBe(
      "DatabaseLackOfConnections: Database can't accept more connections, Realtime won't connect",
    );
    await Promise.all(taken.map((connection) => connection.end()));
  });

  test("a database that was never there", async () => {
    const server = await serverWithoutDatabase();
    const client = await connectRaw(`http://127.0.0.1:${server.port}`);
    const reason = "InitializingProjectConnection: Realtime is initializing the project connection";
    for (const config of [{ private: true }, { private: false }]) {
      const [, , , , reply] = await client.join(`realtime:open:${config.private}`, config);
      expect(reply).toEqual({ status: "error", response: { reason } });
    }
    await server.stop();
    expect(client.closed?.code).toBe(1012);
  });
});

async function serverWithoutDatabase() {
  const [nobody] = await freePorts(1);
  return createRealtimeServer({
    port: 0,
    databaseUrl: `postgresql://supabase_admin:admin@127.0.0.1:${nobody}/postgres`,
    jwks: realtime.issuer.jwks,
    apiKeys: { publishable: publishableKey, secret: secretKey },
    log: () => {},
    limits: { joinBackoffMs: 5 },
  });
}

test("a refused join is answered after a pause, because clients try again for ever", async () => {
  const server = await realtime.startServer({ limits: { joinBackoffMs: 300 } });
  const before = Date.now();
  await refusal("realtime:closed", { private: true }, {}, `http://127.0.0.1:${server.port}`);
  expect(Date.now() - before).toBeGreaterThanOrEqual(290);
});

test("the official client shows the reason, tries again, and joins once it may", async () => {
  const client = realtime.client("2.0.0", { token: await realtime.issuer.user(alice) });
  await client.realtime.setAuth();
  const refused = await subscribe(client, "opened-later", { private: true });
  expect(refused.statuses[0]).toEqual({
    status: "CHANNEL_ERROR",
    message: "Unauthorized: You do not have permissions to read from this Channel topic: opened-later",
  });
  await realtime.sql.unsafe(`
    create policy "opened" on realtime.messages for select to authenticated using (realtime.topic() = 'opened-later')`);
  await until(() => refused.statuses.at(-1)?.status === "SUBSCRIBED");
});
