/** What the process has done since it started. */
export class Counters {
  /** Messages that clients, HTTP callers and the database sent. */
  messagesIn = 0;
  /** Frames queued to clients. */
  messagesOut = 0;
  joins = 0;
  refusedJoins = 0;
  refusedConnections = 0;
  /** Frames that could not be decoded. */
  malformedFrames = 0;
  /** Clients dropped because they did not read what was sent to them. */
  slowClients = 0;
  databaseMessages = 0;
  /** Database messages that were too large, or came while the project was over its rate. */
  droppedDatabaseMessages = 0;
  /** Milliseconds from the commit of the newest database message to its fan-out. */
  feedLagMs = 0;
}

/** What `/health` tells: 200 while database messages arrive, else 503, with the same body. */
export interface RealtimeHealth extends Counters {
  status: "ok" | "database away";
  connections: number;
  /** Connections that hold a channel. */
  clients: number;
  channels: number;
}
