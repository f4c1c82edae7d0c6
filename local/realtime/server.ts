import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { JWK } from "jose";
import { Connections } from "./connections.ts";
import type { Context } from "./context.ts";
import { Counters, type RealtimeHealth } from "./counters.ts";
import { Database } from "./database.ts";
import { DatabaseFeed } from "./feed/database-feed.ts";
import { RecentCommits } from "./feed/recent-commits.ts";
import { Gate } from "./gate.ts";
import { serveHttp } from "./http/routes.ts";
import { type ApiKeys, apiKeyReader } from "./identity.ts";
import { Janitor } from "./janitor.ts";
import { type Limits, limitsFrom } from "./limits.ts";
import { RateMeter } from "./rate-meter.ts";
import { Rooms } from "./rooms.ts";
import { TokenVerifier } from "./tokens.ts";

export interface RealtimeOptions {
  /** Loopback port; 0 takes a free one. */
  port: number;
  /** A superuser's URL: probes take any role, and the feed replicates. */
  databaseUrl: string;
  /** The public keys that access tokens are signed with; each needs a `kid`. */
  jwks: { keys: JWK[] };
  /** If given, the only accepted `iss`. */
  jwtIssuer?: string | undefined;
  apiKeys: ApiKeys;
  /** Replaces single embedded defaults. */
  limits?: Partial<Limits>;
  /** Refuses public channels, as hosted Supabase does with "Allow public access" off. */
  privateOnly?: boolean;
  log?: (line: string) => void;
}

export interface RealtimeServer {
  port: number;
  health(): RealtimeHealth;
  /** Tells every client that the server restarts, and closes everything. */
  stop(): Promise<void>;
}

const sweepIntervalMs = 1_000;

/** Starts Realtime. It serves at once, also while Postgres is away: the feed and the pool keep trying. */
export async function createRealtimeServer(options: RealtimeOptions): Promise<RealtimeServer> {
  const context = await createContext(options);
  const { limits, rates, database } = context;
  const connections = new Connections(context);

  const health = (): RealtimeHealth => ({
    status: context.isFeedLive ? "ok" : "database away",
    connections: connections.size,
    clients: context.clients,
    channels: connections.channels,
    ...context.counters,
  });
  const server = createServer((request, response) => void serveHttp(context, health, request, response));
  server.on("upgrade", (request, socket, head) => void connections.upgrade(request, socket as Socket, head));
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");

  const feed = new DatabaseFeed(context, options.databaseUrl);
  const janitor = new Janitor(database, limits, context.log);
  database.onMissingPartition = () => void janitor.run();
  void janitor.run();
  const timers = [
    setInterval(() => {
      for (const rate of Object.values(rates)) rate.tick(limits.rateTickMs);
    }, limits.rateTickMs),
    setInterval(() => connections.sweep(), sweepIntervalMs),
    setInterval(() => connections.sweepUnused(), limits.noChannelTimeoutMs),
  ];

  return {
    port: (server.address() as AddressInfo).port,
    health,
    async stop() {
      if (context.stopping) return;
      context.stopping = true;
      for (const timer of timers) clearInterval(timer);
      janitor.stop();
      const closed = once(server, "close");
      server.close();
      await connections.closeAll();
      server.closeAllConnections();
      await Promise.all([closed, feed.stop(), database.close()]);
    },
  };
}

async function createContext(options: RealtimeOptions): Promise<Context> {
  const limits: Limits = { ...limitsFrom({}), ...options.limits };
  const log = options.log ?? ((line: string) => console.error(`realtime: ${line}`));
  return {
    limits,
    log,
    database: new Database(options.databaseUrl, limits, log),
    recheckGate: new Gate(limits.recheckParallel),
    counters: new Counters(),
    rooms: new Rooms(limits),
    commits: new RecentCommits(),
    tokens: await TokenVerifier.create(options.jwks, options.jwtIssuer),
    readApiKey: apiKeyReader(options.apiKeys),
    rates: {
      events: new RateMeter(limits.maxEventsPerSecond),
      joins: new RateMeter(limits.maxJoinsPerSecond),
      presence: new RateMeter(limits.maxPresenceEventsPerSecond),
    },
    privateOnly: options.privateOnly ?? false,
    clients: 0,
    isFeedLive: false,
    stopping: false,
  };
}
