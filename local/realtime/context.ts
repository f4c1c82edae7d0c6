import type { Counters } from "./counters.ts";
import type { Database } from "./database.ts";
import type { RecentCommits } from "./feed/recent-commits.ts";
import type { Gate } from "./gate.ts";
import type { Identity } from "./identity.ts";
import type { Limits } from "./limits.ts";
import type { RateMeter } from "./rate-meter.ts";
import type { Rooms } from "./rooms.ts";
import type { TokenVerifier } from "./tokens.ts";

/** What every part of one Realtime process shares. */
export interface Context {
  readonly limits: Limits;
  readonly counters: Counters;
  readonly rooms: Rooms;
  /** What the database feed has delivered last. */
  readonly commits: RecentCommits;
  readonly database: Database;
  /** Bounds how many statements check access again at the same time. */
  readonly recheckGate: Gate;
  readonly tokens: TokenVerifier;
  /** Maps an opaque API key to its role. */
  readonly readApiKey: (value: string) => Identity | undefined;
  readonly rates: { events: RateMeter; joins: RateMeter; presence: RateMeter };
  /** True refuses every public channel, as the hosted setting "Allow public access" does when off. */
  readonly privateOnly: boolean;
  /** Connections that hold at least one channel. */
  clients: number;
  /** True while database messages arrive. */
  isFeedLive: boolean;
  stopping: boolean;
  log(line: string): void;
}
