/**
 * Why a join is refused: its message is what the client sees as `reason`. Texts and codes are those of
 * Supabase Realtime (REALTIME.md, section 3.5), because applications show and match them.
 */
export class Refusal extends Error {
  /** The client is disconnected after the answer. */
  readonly disconnect: boolean;

  constructor(reason: string, options: { disconnect?: boolean } = {}) {
    super(reason);
    this.disconnect = options.disconnect ?? false;
  }
}

export const refusals = {
  topicNameRequired: () => new Refusal("TopicNameRequired: You must provide a topic name"),
  topicNameTooLong: () => new Refusal("TopicNameTooLong: A topic name may have 255 bytes"),
  privateOnly: () => new Refusal("PrivateOnly: This project only allows private channels"),
  tooManyClients: () => new Refusal("ConnectionRateLimitReached: Too many connected users"),
  tooManyJoins: () =>
    new Refusal("ClientJoinRateLimitReached: Too many joins per second", {
      disconnect: true,
    }),
  tooManyChannels: () => new Refusal("ChannelRateLimitReached: Too many channels"),
  unreadable: (topic: string) =>
    new Refusal(`Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`),
  replayNotValid: () => new Refusal("UnableToReplayMessages: Replay params are not valid"),
  replayOnPublic: () => new Refusal("UnableToReplayMessages: Replay is not allowed for public channels"),
  replayFailed: () => new Refusal("UnableToReplayMessages: Realtime was unable to replay messages"),
  initializing: () => new Refusal("InitializingProjectConnection: Realtime is initializing the project connection"),
  databaseAway: () => new Refusal("UnableToConnectToProject: Realtime was unable to connect to the project database"),
  databaseFull: () =>
    new Refusal("DatabaseLackOfConnections: Database can't accept more connections, Realtime won't connect"),
  databaseBusy: () => new Refusal("IncreaseConnectionPool: Please increase your connection pool size"),
  databaseFailed: () => new Refusal("Unknown Error on Channel"),
  postgresChanges: () =>
    new Refusal("PostgresChangesNotServed: Postgres Changes are not served here, use Broadcast from the Database"),
  missingPartition: () => new Refusal("MissingPartition: Realtime was unable to find the expected messages partition"),
  queryCanceled: () => new Refusal("QueryCanceled: The policies took too long to answer"),
};
