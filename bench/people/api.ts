import { readFileSync } from "node:fs";
import { CatalogueReader, type RpcFunction } from "../../local/rest/catalogue.ts";
import { rpcStatement, settingsStatement } from "../../local/rest/rpc-statement.ts";
import { transactionSettings } from "../../local/rest/transaction-settings.ts";
import { WirePool } from "../../local/rest/wire/pool.ts";

/** Calls RPC functions as REST does, without HTTP: role, claims, headers and call in one pipelined transaction. */
export class Api {
  readonly #pool: WirePool;
  readonly #functions: Map<string, RpcFunction[]>;
  /** The process of Postgres that serves the calls. */
  readonly #backend: string;
  readonly #statementTimeout: string;

  private constructor(
    pool: WirePool,
    functions: Map<string, RpcFunction[]>,
    backend: string,
    statementTimeout: string,
  ) {
    this.#pool = pool;
    this.#functions = functions;
    this.#backend = backend;
    this.#statementTimeout = statementTimeout;
  }

  /** `statementTimeout`: the 8 s of the product, unless what is measured would never get an answer by then. */
  static async open(authenticatorUrl: string, { statementTimeout = "8s" } = {}): Promise<Api> {
    const reader = new CatalogueReader(authenticatorUrl, ["public"]);
    const { functions } = await reader.current();
    await reader.close();
    const pool = new WirePool(authenticatorUrl, 1);
    const [row] = await pool.transaction([{ sql: "select pg_backend_pid()", values: [] }]);
    return new Api(pool, functions.get("public") ?? new Map(), String(row?.[0]), statementTimeout);
  }

  /** CPU milliseconds that Postgres has used for the calls so far. Unlike the time on the clock, other work does not disturb it. */
  get cpu(): number {
    return Number(readFileSync(`/proc/${this.#backend}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  }

  async call<Result>(callerId: string, name: string, args: Record<string, unknown>): Promise<Result> {
    const called = this.#functions.get(name)?.[0];
    if (!called) throw new Error(`There is no function ${name}.`);
    const settings = transactionSettings(
      {
        role: "authenticated",
        claims: { sub: callerId, sid: callerId, app_role: "user", aud: "authenticated" },
        schema: "public",
        method: "POST",
        path: `/rpc/${name}`,
        headers: { host: "bench", "content-type": "application/json" },
        isReadOnly: !called.isVolatile,
      },
      [["statement_timeout", this.#statementTimeout]],
    );
    const body = { kind: "object" as const, names: Object.keys(args), json: JSON.stringify(args) };
    const [row] = await this.#pool.transaction([settingsStatement(settings), rpcStatement(called, body, 1_000)]);
    return JSON.parse(String(row?.[0])) as Result;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
