import type { Counters, RealtimeHealth } from "../counters.ts";

type Metric = [name: string, type: "counter" | "gauge", help: string, value: (health: RealtimeHealth) => number];

const count = (field: keyof Counters, name: string, help: string): Metric => [
  `plaza_realtime_${name}_total`,
  "counter",
  help,
  (health) => health[field],
];

const metrics: Metric[] = [
  [
    "plaza_realtime_up",
    "gauge",
    "Whether messages of the database arrive: 1 or 0.",
    ({ status }) => Number(status === "ok"),
  ],
  ["plaza_realtime_connections", "gauge", "WebSockets that are open.", ({ connections }) => connections],
  ["plaza_realtime_clients", "gauge", "Connections that hold a channel.", ({ clients }) => clients],
  ["plaza_realtime_channels", "gauge", "Topics that somebody is on.", ({ channels }) => channels],
  [
    "plaza_realtime_feed_lag_seconds",
    "gauge",
    "From the commit of the newest message of the database to its fan-out.",
    ({ feedLagMs }) => feedLagMs / 1000,
  ],
  count("messagesIn", "messages_in", "Messages that clients, HTTP callers and the database sent."),
  count("messagesOut", "messages_out", "Frames queued to clients."),
  count("databaseMessages", "database_messages", "Messages of the database."),
  count("droppedDatabaseMessages", "dropped_database_messages", "Of those, what was too large or came too fast."),
  count("joins", "joins", "Joins that were let in."),
  count("refusedJoins", "refused_joins", "Joins that were refused."),
  count("refusedConnections", "refused_connections", "Connections that were refused."),
  count("malformedFrames", "malformed_frames", "Frames that could not be decoded."),
  count("slowClients", "slow_clients", "Clients dropped because they did not read what was sent to them."),
];

/** What the process has done and has in hand, in the text format of Prometheus. */
export const metricsText = (health: RealtimeHealth): string =>
  metrics
    .map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value(health)}\n`)
    .join("");
