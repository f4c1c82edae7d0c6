import { AsyncLocalStorage } from "node:async_hooks";
import type { ConnectionContextOptions, IntrospectResult, VarsContext } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";
import { httpErrorOf } from "./database-errors.ts";
import { errorResponse } from "./http-error.ts";
import { introspectAsApiRoles } from "./lite-introspection.ts";
import { jsonTextTypes, postgrestTypes } from "./lite-types.ts";
import type { Setting } from "./transaction-settings.ts";
import { ConnectError, DatabaseError } from "./wire/errors.ts";

type Database = PostgresConnection["kysely"];

/** The request that is being answered: the settings of its transaction, and who asks. */
export const currentRequest = new AsyncLocalStorage<{ settings: Setting[]; isAnonymous: boolean }>();

const connectionConfig = (url: string, types = {}) => ({
  url,
  postgresOptions: { onnotice: () => {}, types: { ...postgrestTypes, ...types } },
});

/**
 * lite's connection, changed where lite by itself is not like PostgREST:
 * - Every query of a request runs in a transaction with the settings of the RPC path. lite sets fewer (no
 *   headers for tables, no role settings), and to turn on row-level security it tries to create roles and
 *   grant them all tables.
 * - A failure of the database becomes the same response as on the RPC path.
 * - The schema is what the API roles see, although the login role sees nothing.
 */
export class LiteConnection extends PostgresConnection {
  readonly #url: string;
  readonly #forCalls: PostgresConnection;
  #introspecting: Promise<IntrospectResult> | undefined;

  constructor(url: string) {
    super(connectionConfig(url));
    this.#url = url;
    this.#forCalls = new PostgresConnection(connectionConfig(url, jsonTextTypes));
  }

  override introspect(): Promise<IntrospectResult> {
    if (this.#introspecting) return this.#introspecting;
    const introspecting = introspectAsApiRoles(this.#url);
    this.#introspecting = introspecting;
    introspecting.catch(() => {
      if (this.#introspecting === introspecting) this.#introspecting = undefined;
    });
    return introspecting;
  }

  override async clearSchemaCache(): Promise<void> {
    this.#introspecting = undefined;
  }

  override async withContext<Result>(
    _vars: VarsContext | undefined,
    work: (database: Database) => Promise<Result>,
    options?: ConnectionContextOptions,
  ): Promise<Result> {
    const request = currentRequest.getStore();
    // Without settings the query would run as the login role, outside of every policy.
    if (!request) throw new Error("A query outside of a request");
    if (options?.transaction) return work(options.transaction);
    const { kysely } = options?.rpc ? this.#forCalls : this;
    try {
      return await kysely.transaction().execute(async (transaction) => {
        await applySettings(transaction, request.settings);
        const result = await work(transaction);
        if (result instanceof Response && options?.rpc) return await withOwnStatus(transaction, result);
        // PostgREST undoes a write that it answers with an error, such as "not a single row".
        if (result instanceof Response && result.status >= 400) throw new UndoneAnswer(result);
        return result;
      });
    } catch (error) {
      if (error instanceof UndoneAnswer) return error.response as Result;
      const failure = httpErrorOf(asDatabaseError(error), request.isAnonymous);
      if (!failure) throw error;
      return errorResponse(failure) as Result;
    }
  }

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.#forCalls.close()]);
  }
}

/** What the function set as `response.status` and `response.headers`, which lite does not look at. */
async function withOwnStatus(transaction: Database, answer: Response): Promise<Response> {
  const own = await transaction
    .selectNoFrom(({ fn, val }) => [
      fn<string | null>("current_setting", [val("response.status"), val(true)]).as("status"),
      fn<string | null>("current_setting", [val("response.headers"), val(true)]).as("headers"),
    ])
    .executeTakeFirstOrThrow();
  if (!own.status && !own.headers) return answer;
  const headers = new Headers(answer.headers);
  for (const header of own.headers ? JSON.parse(own.headers) : []) {
    for (const name in header) headers.set(name, header[name]);
  }
  return new Response(answer.body, { status: Number(own.status) || answer.status, headers });
}

class UndoneAnswer extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super("The transaction is rolled back");
    this.response = response;
  }
}

async function applySettings(transaction: Database, settings: Setting[]): Promise<void> {
  await transaction
    .selectNoFrom(({ fn, val }) =>
      fn
        .agg<number>(
          "num_nulls",
          settings.map(([name, value]) => fn("set_config", [val(name), val(value), val(true)])),
        )
        .as("unset"),
    )
    .execute();
}

/** Codes of the driver for a connection that was lost or could not be made. */
const connectionCodes = /^(CONNECT|ECONN)/;

function asDatabaseError(error: unknown): unknown {
  if (error instanceof postgres.PostgresError) {
    return new DatabaseError({ C: error.code, M: error.message, D: error.detail, H: error.hint });
  }
  if (connectionCodes.test((error as { code?: string }).code ?? "")) return new ConnectError("Postgres is away");
  return error;
}
