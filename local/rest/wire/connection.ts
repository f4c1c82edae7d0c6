import { connect, type Socket } from "node:net";
import { ConnectError, ConnectionLostError, DatabaseError } from "./errors.ts";
import {
  bindMessage,
  closeMessage,
  executeMessage,
  MessageReader,
  parseMessage,
  readDataRow,
  readErrorFields,
  saslInitialResponse,
  saslResponse,
  startupMessage,
  syncMessage,
  terminateMessage,
  type WireRow,
  type WireValue,
} from "./messages.ts";
import { ScramClient } from "./scram.ts";

/** SQL text with `$1`, `$2` … and their values; every distinct text is prepared once a connection. */
export interface Statement {
  sql: string;
  values: WireValue[];
}

/** Callers choose which arguments they send, so the number of distinct texts must not be theirs to choose. */
const maxPrepared = 300;

const connectTimeoutMs = 5_000;

interface Pending {
  resolve(rows: WireRow[]): void;
  reject(error: Error): void;
}

/**
 * One connection that runs one transaction at a time. A transaction is a pipeline of statements that ends
 * in a single Sync: Postgres commits at the Sync or, after an error, skips to it and rolls back. So
 * nothing that a transaction set (role, claims, read only) can outlive it, and it costs one round trip.
 */
export class WireConnection {
  readonly #socket: Socket;
  readonly #reader = new MessageReader();
  /** Names of prepared statements by their text, least recently used first. */
  readonly #prepared = new Map<string, string>();
  /** Texts whose Parse is under way and not yet confirmed. */
  #parsing: string[] = [];
  #nextName = 0;
  #rows: WireRow[] = [];
  #statement = 0;
  #error: Error | undefined;
  #pending: Pending | undefined;
  #scram: ScramClient | undefined;
  closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects over plain TCP (the embedded Postgres listens on loopback only) and logs in. */
  static async open(url: URL, onClose: () => void): Promise<WireConnection> {
    const socket = connect({ host: url.hostname, port: Number(url.port || 5432), noDelay: true });
    const connection = new WireConnection(socket);
    const timer = setTimeout(
      () => socket.destroy(new Error("Postgres did not answer in time")),
      connectTimeoutMs,
    ).unref();
    try {
      await connection.#login(url, onClose);
      return connection;
    } catch (error) {
      socket.destroy();
      throw new ConnectError((error as Error).message, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async #login(url: URL, onClose: () => void): Promise<void> {
    const socket = this.#socket;
    this.#scram = new ScramClient(decodeURIComponent(url.password));
    const loggedIn = new Promise<WireRow[]>((resolve, reject) => {
      this.#pending = { resolve, reject };
    });
    socket.on("connect", () =>
      socket.write(
        startupMessage({
          user: decodeURIComponent(url.username),
          database: decodeURIComponent(url.pathname.slice(1)),
          client_encoding: "UTF8",
          application_name: "plaza-rest",
          TimeZone: "UTC",
        }),
      ),
    );
    socket.on("data", (chunk) => {
      try {
        this.#reader.read(chunk, (type, body) => this.#receive(type, body));
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on("error", (error) => {
      this.#error ??= error;
    });
    socket.on("close", () => {
      this.closed = true;
      const reason = this.#error;
      this.#settle(new ConnectionLostError(reason?.message ?? "Postgres closed the connection", { cause: reason }));
      onClose();
    });
    await loggedIn;
  }

  /** Runs the statements as one transaction; resolves with the rows of the last one. */
  transaction(statements: Statement[]): Promise<WireRow[]> {
    if (this.closed) return Promise.reject(new ConnectionLostError("The connection is closed"));
    return new Promise((resolve, reject) => {
      const output: Buffer[] = [];
      for (const { sql, values } of statements) {
        output.push(bindMessage(this.#prepare(sql, output), values), executeMessage);
      }
      output.push(syncMessage);
      this.#pending = { resolve, reject };
      this.#statement = statements.length;
      this.#socket.write(Buffer.concat(output));
    });
  }

  close(): void {
    if (!this.closed) this.#socket.end(terminateMessage);
  }

  #prepare(sql: string, output: Buffer[]): string {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    if (this.#prepared.size >= maxPrepared) {
      const [oldest, name] = this.#prepared.entries().next().value as [string, string];
      this.#prepared.delete(oldest);
      // In front, where no failed statement can make Postgres skip it.
      output.unshift(closeMessage(name));
    }
    const name = `s${this.#nextName++}`;
    this.#prepared.set(sql, name);
    this.#parsing.push(sql);
    output.push(parseMessage(name, sql));
    return name;
  }

  #receive(type: number, body: Buffer): void {
    switch (type) {
      case 0x44: // DataRow: only the last statement's rows are wanted
        if (this.#statement === 1) this.#rows.push(readDataRow(body));
        return;
      case 0x43: // CommandComplete
        this.#statement--;
        return;
      case 0x31: // ParseComplete
        this.#parsing.shift();
        return;
      case 0x45: // ErrorResponse
        this.#error = new DatabaseError(readErrorFields(body));
        return;
      case 0x52: // Authentication…
        void this.#authenticate(body).catch((error) => this.#socket.destroy(error));
        return;
      case 0x5a: // ReadyForQuery
        this.#settle(undefined);
    }
  }

  async #authenticate(body: Buffer): Promise<void> {
    const scram = this.#scram as ScramClient;
    const data = body.toString("utf8", 4);
    switch (body.readInt32BE(0)) {
      case 0: // AuthenticationOk
        return;
      case 10: // AuthenticationSASL
        this.#socket.write(saslInitialResponse("SCRAM-SHA-256", scram.clientFirst()));
        return;
      case 11: // AuthenticationSASLContinue
        this.#socket.write(saslResponse(await scram.clientFinal(data)));
        return;
      case 12: // AuthenticationSASLFinal
        scram.verify(data);
        return;
      default:
        throw new Error("Postgres asks for a kind of login other than SCRAM-SHA-256");
    }
  }

  /** Ends the transaction under way: with `lost` if the connection is gone, else by what Postgres said. */
  #settle(lost: ConnectionLostError | undefined): void {
    const { pending, rows, error } = { pending: this.#pending, rows: this.#rows, error: this.#error };
    this.#pending = undefined;
    this.#rows = [];
    this.#error = undefined;
    // A Parse that was skipped or failed left no statement behind.
    for (const sql of this.#parsing) this.#prepared.delete(sql);
    this.#parsing = [];
    if (!pending) return;
    const failure = lost ?? error;
    if (failure) pending.reject(failure);
    else pending.resolve(rows);
  }
}
