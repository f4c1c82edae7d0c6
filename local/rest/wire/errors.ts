/** What Postgres answered to a statement that failed; made from the fields of its ErrorResponse. */
export class DatabaseError extends Error {
  readonly code: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** True when Postgres ended the connection with it. */
  readonly fatal: boolean;

  constructor(fields: Record<string, string | undefined>) {
    super(fields.M ?? "Postgres reported an error without a message");
    this.code = fields.C ?? "XX000";
    this.detail = fields.D ?? null;
    this.hint = fields.H ?? null;
    this.fatal = fields.V === "FATAL" || fields.V === "PANIC";
  }
}

/** No connection could be made: the server is away, starting, full, or refuses the login. */
export class ConnectError extends Error {}

/** The connection was lost while a transaction was under way; whether it was committed is unknown. */
export class ConnectionLostError extends Error {}

/** All connections stayed busy, or too many callers already wait for one. */
export class PoolTimeoutError extends Error {}
