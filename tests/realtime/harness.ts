import {
  createClient,
  type RealtimeChannel,
  type RealtimeChannelOptions,
  type SupabaseClient,
} from "@supabase/supabase-js";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import postgres, { type Sql } from "postgres";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import type { Limits } from "../../local/realtime/limits.ts";
import { createRealtimeServer, type RealtimeOptions, type RealtimeServer } from "../../local/realtime/server.ts";

export const publishableKey = "sb_publishable_test_0a1b2c3d";
export const secretKey = "sb_secret_test_4e5f6a7b";
export const versions = ["1.0.0", "2.0.0"] as const;
export type Vsn = (typeof versions)[number];

export const alice = "11111111-1111-4111-8111-111111111111";
export const bob = "22222222-2222-4222-8222-222222222222";

/** The key that the tests sign tokens with, and its public half as the server knows it. */
export interface Issuer {
  jwks: { keys: JWK[] };
  /** Signs claims as they are; `kid` and `key` may be replaced to make a bad token. */
  sign(claims: Record<string, unknown>, options?: { kid?: string; forged?: boolean }): Promise<string>;
  /** A user's token: role `authenticated`, valid for a minute unless `expiresIn` (seconds) says else. */
  user(sub: string, claims?: Record<string, unknown>, expiresIn?: number): Promise<string>;
}

export async function createIssuer(): Promise<Issuer> {
  const own = await generateKeyPair("ES256", { extractable: true });
  const other = await generateKeyPair("ES256");
  const kid = "key-of-the-tests";
  const sign: Issuer["sign"] = (claims, options = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: options.kid ?? kid })
      .sign(options.forged ? other.privateKey : own.privateKey);
  return {
    jwks: { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg: "ES256" }] },
    sign,
    user: (sub, claims = {}, expiresIn = 60) =>
      sign({ role: "authenticated", sub, exp: Date.now() / 1000 + expiresIn, ...claims }),
  };
}

/** Policies as an application writes them: `open:` topics for everybody, `user:<id>` for that user. */
const policies = `
  create policy "everybody reads open topics" on realtime.messages for select to anon, authenticated
  using ((select realtime.topic()) like 'open:%');
  create policy "everybody writes to open topics" on realtime.messages for insert to anon, authenticated
  with check ((select realtime.topic()) like 'open:%');
  create policy "users read their own topic" on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'user:' || (select auth.uid()));
  create policy "anybody reads broadcasts of news" on realtime.messages for select to anon, authenticated
  using ((select realtime.topic()) = 'news' and extension = 'broadcast');
`;

export interface Harness {
  postgres: ScratchPostgres;
  /** As `postgres`, whose part an application's migrations and functions play. */
  sql: Sql;
  admin: Sql;
  issuer: Issuer;
  server: RealtimeServer;
  url: string;
  /** A client as an application makes it; `token` is its user's access token, `url` that of another server. */
  client(vsn: Vsn, options?: { key?: string; token?: string | (() => string); url?: string }): SupabaseClient;
  /** Another server on the same database, with other limits. */
  startServer(options?: Partial<RealtimeOptions> & { limits?: Partial<Limits> }): Promise<RealtimeServer>;
  stop(): Promise<void>;
}

/** Everything a test of Realtime needs, for real: Postgres, the server, and the official client. */
export async function startHarness(limits: Partial<Limits> = {}): Promise<Harness> {
  const scratch = await startScratchPostgres();
  const sql = postgres(scratch.postgresUrl, { onnotice: () => {} });
  const admin = postgres(scratch.adminUrl, { onnotice: () => {} });
  await sql.unsafe(policies);
  const issuer = await createIssuer();
  const servers: RealtimeServer[] = [];
  const clients: SupabaseClient[] = [];

  async function startServer(options: Partial<RealtimeOptions> = {}): Promise<RealtimeServer> {
    const server = await createRealtimeServer({
      port: 0,
      databaseUrl: scratch.adminUrl,
      jwks: issuer.jwks,
      apiKeys: { publishable: publishableKey, secret: secretKey },
      log: () => {},
      ...options,
      // Fast answers to refused joins, and presence calls as many as a test makes.
      limits: { joinBackoffMs: 5, connectBackoffMs: 5, presenceCallsPerWindow: 100, ...limits, ...options.limits },
    });
    servers.push(server);
    await until(() => server.health().status === "ok");
    return server;
  }

  const server = await startServer();
  const url = `http://127.0.0.1:${server.port}`;
  return {
    postgres: scratch,
    sql,
    admin,
    issuer,
    server,
    url,
    client(vsn, options = {}) {
      const client = createTestClient(options.url ?? url, vsn, options);
      clients.push(client);
      return client;
    },
    startServer,
    async stop() {
      await Promise.all(clients.map((client) => client.realtime.disconnect()));
      await Promise.all(servers.map((each) => each.stop()));
      await Promise.all([sql.end(), admin.end()]);
      await scratch.stop();
    },
  };
}

export function createTestClient(
  url: string,
  vsn: Vsn,
  { key = publishableKey, token }: { key?: string; token?: string | (() => string) } = {},
): SupabaseClient {
  const read = typeof token === "function" ? token : () => token as string;
  return createClient(url, key, {
    realtime: { vsn, reconnectAfterMs: () => 50 },
    ...(token === undefined ? {} : { accessToken: async () => read() }),
  });
}

/** A channel's life as the application's callback sees it. */
export interface Observed {
  channel: RealtimeChannel;
  statuses: { status: string; message: string | undefined }[];
  broadcasts: { event: string; payload: unknown; meta?: { id: string; replayed?: boolean } }[];
  system: { status: string; message: string; extension: string; channel: string }[];
}

/** Subscribes and resolves with the first status, whatever it is; everything after it is recorded. */
export async function subscribe(
  client: SupabaseClient,
  topic: string,
  config: RealtimeChannelOptions["config"] = {},
  prepare: (channel: RealtimeChannel) => void = () => {},
): Promise<Observed> {
  const channel = client.channel(topic, { config });
  const observed: Observed = { channel, statuses: [], broadcasts: [], system: [] };
  channel.on("broadcast", { event: "*" }, (message) => observed.broadcasts.push(message as never));
  channel.on("system", {}, (message) => observed.system.push(message));
  prepare(channel);
  channel.subscribe((status, error) => observed.statuses.push({ status, message: error?.message }));
  await until(() => observed.statuses.length > 0);
  return observed;
}

/** Polls until `condition` holds; fails after `timeoutMs`, saying what it waited for. */
export async function until(condition: () => boolean, timeoutMs = 8_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Timed out waiting for ${condition}`);
    await pause(5);
  }
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Long enough for anything already under way to arrive: what is absent after it was not sent. */
export const settled = () => pause(150);
