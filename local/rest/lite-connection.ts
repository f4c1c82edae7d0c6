import { AsyncLocalStorage } from "node:async_hooks";
import type { ConnectionContextOptions, IntrospectResult, VarsContext } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import postgres from "postgres";
import type { Catalogue } from "./catalogue.ts";
import { httpErrorOf } from "./database-errors.ts";
import { errorResponse, HttpError } from "./http-error.ts";
import type { Incoming } from "./lite-incoming.ts";
import { introspectAsApiRoles, ofSchema } from "./lite-introspection.ts";
import { correctRequest, type LiteRequest, maxAffected } from "./lite-request.ts";
import { driverTypes } from "./lite-types.ts";
import { type QueryRecord, renderedRows } from "./rendered-rows.ts";
import { headersOfSetting } from "./rpc-response.ts";
import type { Setting } from "./transaction-settings.ts";
import { ConnectError, DatabaseError } from "./wire/errors.ts";

type Database = PostgresConnection["kysely"];
type Ast = Awaited<ReturnType<PostgresConnection["onPostgrestAST"]>>;

/** The request that is being answered. */
export interface CurrentRequest {
  /** The settings of its transaction. */
  settings: Setting[];
  isAnonymous: boolean;
  incoming: Incoming;
  catalogue: Catalogue;
  /** What its queries answered. */
  record: QueryRecord;
  /** As lite has read it and we have put it right. */
  read?: LiteRequest;
  /** Why it is refused before there is a query. */
  refusal?: HttpError;
  /** The last error that was printed for it. */
  failure?: unknown;
}

export const currentRequest = new AsyncLocalStorage<CurrentRequest>();

/**
 * lite's connection, changed where lite by itself is not like PostgREST:
 * - Every query of a request runs in a transaction with the settings of the RPC path. lite sets fewer (no
 *   headers for tables, no role settings), and to turn on row-level security it tries to create roles and
 *   grant them all tables.
 * - What lite has read of a request is put right before it makes SQL of it, and Postgres renders the rows.
 * - A failure of the database becomes the same response as on the RPC path.
 * - The schema is what the API roles see of the one the request is about, although the login role sees nothing.
 */
export class LiteConnection extends PostgresConnection {
  readonly #url: string;
  readonly #schemas: string[];
  #introspecting: Promise<Map<string, IntrospectResult>> | undefined;

  /** `schemas` are those exposed, the default first. */
  constructor(url: string, schemas: string[]) {
    super({ url, postgresOptions: { onnotice: () => {}, types: driverTypes } });
    this.#url = url;
    this.#schemas = schemas;
  }

  override async introspect(): Promise<IntrospectResult> {
    this.#introspecting ??= this.#introspectSchemas();
    const introspecting = this.#introspecting;
    introspecting.catch(() => {
      if (this.#introspecting === introspecting) this.#introspecting = undefined;
    });
    const bySchema = await introspecting;
    const asked = currentRequest.getStore()?.incoming.schema ?? "";
    return bySchema.get(asked) ?? (bySchema.get(this.#schemas[0] as string) as IntrospectResult);
  }

  async #introspectSchemas(): Promise<Map<string, IntrospectResult>> {
    const all = await introspectAsApiRoles(this.#url);
    return new Map(this.#schemas.map((schema) => [schema, ofSchema(all, schema)]));
  }

  override async clearSchemaCache(): Promise<void> {
    this.#introspecting = undefined;
  }

  override async onPostgrestAST(ast: Ast): Promise<Ast> {
    const checked = await super.onPostgrestAST(ast);
    const request = currentRequest.getStore();
    if (!request) return checked;
    try {
      request.read = checked as LiteRequest;
      correctRequest(request.read, request.incoming, { tables: await this.introspect(), catalogue: request.catalogue });
    } catch (error) {
      if (error instanceof HttpError) request.refusal = error;
      throw error;
    }
    return checked;
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
    try {
      return await this.kysely.transaction().execute(async (transaction) => {
        await applySettings(transaction, request.settings);
        await askFirst(transaction, request.catalogue.preRequest);
        const result = await work(renderedRows(transaction, request.record));
        if (options?.rpc) {
          requireAtMost(maxAffected(request.read), request.record.rows);
          return result instanceof Response ? ((await withOwnStatus(transaction, result)) as Result) : result;
        }
        // PostgREST undoes a write that it answers with an error, such as "not a single row".
        if (result instanceof Response && result.status >= 400) throw new UndoneAnswer(result);
        return result;
      });
    } catch (error) {
      if (error instanceof UndoneAnswer) return error.response as Result;
      const failure = httpErrorOf(asDatabaseError(error, tableOf(request.read)), request.isAnonymous);
      if (!failure) throw error;
      return errorResponse(failure) as Result;
    }
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
  for (const [name, value] of own.headers ? headersOfSetting(own.headers) : []) headers.set(name, value);
  return new Response(answer.body, { status: Number(own.status) || answer.status, headers });
}

class UndoneAnswer extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super("The transaction is rolled back");
    this.response = response;
  }
}

/** lite looks at max-affected for tables only. */
function requireAtMost(limit: number | undefined, rows: number): void {
  if (limit === undefined || rows <= limit) return;
  throw new HttpError(400, {
    code: "PGRST124",
    message: "Query result exceeds max-affected preference constraint",
    details: `The query affects ${rows} rows`,
  });
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

/** The function of `db-pre-request` refuses by raising. */
async function askFirst(transaction: Database, preRequest: string | undefined): Promise<void> {
  if (preRequest === undefined) return;
  await transaction.selectNoFrom(({ fn }) => fn(preRequest, []).as("admitted")).execute();
}

/** Codes of the driver for a connection that was lost or could not be made. */
const connectionCodes = /^(CONNECT|ECONN)/;

function asDatabaseError(error: unknown, table: string | undefined): unknown {
  if (error instanceof postgres.PostgresError) {
    const message = withTable(error.message, table);
    return new DatabaseError({ C: error.code, M: message, D: error.detail, H: error.hint });
  }
  if (connectionCodes.test((error as { code?: string }).code ?? "")) return new ConnectError("Postgres is away");
  return error;
}

/** The table of every column that the request names, if it names those of one only. */
function tableOf(read: LiteRequest | undefined): string | undefined {
  return read?.select?.some((entry) => typeof entry !== "string") ? undefined : read?.from;
}

/** PostgREST names the table of an unknown column, because it qualifies every one. */
function withTable(message: string, table: string | undefined): string {
  const [, column] = /^column "([^"]+)" does not exist$/.exec(message) ?? [];
  return column === undefined || table === undefined ? message : `column ${table}.${column} does not exist`;
}
