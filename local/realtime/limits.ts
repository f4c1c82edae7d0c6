/**
 * Every bound of the process: the environment variable that sets it and its embedded default. What the
 * shape of an application depends on (payload, channels, presence calls) has hosted Supabase's value;
 * what a plan buys (clients, rates) is generous, because one machine serves one project here.
 */
const settings = {
  /** Connections that hold a channel at the same time; twice as many sockets may be open. */
  maxClients: ["TENANT_MAX_CONCURRENT_USERS", 10_000],
  /** Messages sent plus messages delivered, a second. */
  maxEventsPerSecond: ["TENANT_MAX_EVENTS_PER_SECOND", 1_000_000],
  maxJoinsPerSecond: ["TENANT_MAX_JOINS_PER_SECOND", 10_000],
  maxChannelsPerClient: ["TENANT_MAX_CHANNELS_PER_CLIENT", 100],
  /** Presence diffs delivered, a second. */
  maxPresenceEventsPerSecond: ["TENANT_MAX_PRESENCE_EVENTS_PER_SECOND", 100_000],
  /** Calls of `track` and `untrack` that one channel of a client may make in one window. */
  presenceCallsPerWindow: ["CLIENT_PRESENCE_MAX_CALLS", 5],
  presenceWindowMs: ["CLIENT_PRESENCE_WINDOW_MS", 30_000],
  /** Size of one message's payload. Supabase allows 500 bytes above the configured kilobytes. */
  maxPayloadBytes: ["REALTIME_MAX_PAYLOAD_BYTES", 3_000_500],
  maxFrameBytes: ["REALTIME_MAX_FRAME_BYTES", 5_000_000],
  maxHttpBodyBytes: ["REALTIME_MAX_HTTP_BODY_BYTES", 8_000_000],
  /** What may wait for a client that does not read, before it is dropped. */
  maxBufferedBytes: ["REALTIME_MAX_BUFFERED_BYTES", 8_000_000],
  /** Messages of one client that may wait for the database, before its socket is no longer read. */
  maxPendingMessages: ["REALTIME_MAX_PENDING_MESSAGES", 200],
  maxReplayedMessages: ["REALTIME_MAX_REPLAYED_MESSAGES", 25],
  /** A client that sends nothing, not even a heartbeat, for this long is closed. */
  idleTimeoutMs: ["REALTIME_IDLE_TIMEOUT_MS", 60_000],
  /** How often connections without a channel are swept away. */
  noChannelTimeoutMs: ["NO_CHANNEL_TIMEOUT_MS", 600_000],
  /** How long a refused join waits for its answer: clients retry for ever, and each try may cost a query. */
  joinBackoffMs: ["CHANNEL_ERROR_BACKOFF_MS", 100],
  connectBackoffMs: ["CONNECT_ERROR_BACKOFF_MS", 100],
  /** Rates are averaged over up to twelve ticks. */
  rateTickMs: ["REALTIME_RATE_TICK_MS", 5_000],
  databasePool: ["DB_POOL_SIZE", 10],
  databaseQueue: ["DB_QUEUE_TARGET", 2_000],
  queryTimeoutMs: ["DB_QUERY_TIMEOUT_MS", 5_000],
  /** How many statements ask at the same time after a change of access, and how long a topic waits for them. */
  recheckParallel: ["REALTIME_RECHECK_PARALLEL", 4],
  recheckTimeoutMs: ["REALTIME_RECHECK_TIMEOUT_MS", 5_000],
  /** What may wait for that on one topic, before those not asked yet are closed and join again. */
  maxWaitingDeliveries: ["REALTIME_MAX_WAITING_DELIVERIES", 1_000],
  replicationReadyTimeoutMs: ["REPLICATION_READY_TIMEOUT_MS", 60_000],
  replicationRetryMs: ["REPLICATION_RETRY_MS", 250],
  retentionHours: ["REALTIME_RETENTION_HOURS", 72],
  janitorIntervalMs: ["JANITOR_INTERVAL_MS", 3_600_000],
} as const satisfies Record<string, readonly [variable: string, embedded: number]>;

/** The variables that set a limit. */
export const limitVariables: string[] = Object.values(settings).map(([variable]) => variable);

export type Limits = Record<keyof typeof settings, number>;

function positiveNumber(variable: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${variable} must be a positive number, not "${text}".`);
  return value;
}

/** Reads the limits from the environment; what it does not name keeps the embedded default. */
export function limitsFrom(environment: Record<string, string | undefined>): Limits {
  const entries = Object.entries(settings).map(([name, [variable, embedded]]) => {
    const text = environment[variable];
    return [name, text === undefined || text === "" ? embedded : positiveNumber(variable, text)];
  });
  return Object.fromEntries(entries) as Limits;
}
