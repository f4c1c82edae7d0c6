import postgres from "postgres";
import { configurationQuery, functionsQuery, preRequestQuery, roleSettingsQuery } from "./catalogue-query.ts";
import { HttpError } from "./http-error.ts";
import { quoteIdentifier, type Setting } from "./transaction-settings.ts";

export interface RpcParameter {
  /** Empty for an unnamed parameter. */
  name: string;
  /** As SQL names it, qualified unless built in. */
  type: string;
  isRequired: boolean;
  isVariadic: boolean;
}

/** What a function returns decides how its result is rendered. */
export type ReturnKind = "void" | "json" | "scalar" | "composite" | "scalar set" | "composite set";

export interface RpcFunction {
  schema: string;
  name: string;
  parameters: RpcParameter[];
  returns: ReturnKind;
  isVolatile: boolean;
  /** True when people who are signed in may call it and others may not. */
  needsSession: boolean;
  /** The function's own settings that have to hold before it is called. */
  settings: Setting[];
}

export interface Catalogue {
  /** Overloads by schema, then by name. */
  functions: Map<string, Map<string, RpcFunction[]>>;
  roleSettings: Map<string, Setting[]>;
  /** The function, as SQL names it, that lets a request begin or refuses it; called as the caller's role. */
  preRequest: string | undefined;
}

/** Unknown names come from clients, so they may cost at most one look at the catalogue in this time. */
const minRefreshIntervalMs = 1_000;

/**
 * The functions that RPC can call, read from Postgres and kept until something changes: `notify pgrst,
 * 'reload schema'` (PostgREST's own channel), a new connection after a lost one, or an unknown function.
 */
export class CatalogueReader {
  readonly #sql: postgres.Sql;
  readonly #schemas: string[];
  readonly #onChange: () => void;
  #current: Promise<Catalogue> | undefined;
  #loadedAt = 0;

  /** `onChange` is told whenever what was read before may be out of date. */
  constructor(url: string, schemas: string[], onChange: () => void = () => {}) {
    this.#schemas = schemas;
    this.#onChange = onChange;
    this.#sql = postgres(url, {
      max: 1,
      onnotice: () => {},
      connect_timeout: 5,
      idle_timeout: 30,
      // Type names come out qualified, whatever the schema of the call.
      connection: { application_name: "plaza-rest-catalogue", search_path: "pg_catalog" },
    });
  }

  /** Reads the catalogue and keeps listening for changes. */
  async start(): Promise<void> {
    await this.#sql.listen(
      "pgrst",
      (payload) => {
        if (payload === "" || payload.startsWith("reload")) this.#invalidate();
      },
      // After a lost connection, notifications may be missing.
      () => this.#invalidate(),
    );
    await this.current();
    await this.#warnOfConfiguration();
  }

  /** Somebody who configures PostgREST in the database must not believe that it holds here. */
  async #warnOfConfiguration(): Promise<void> {
    const settings = await this.#sql.unsafe<{ name: string }[]>(configurationQuery);
    if (settings.length === 0) return;
    const names = settings.map(({ name }) => name).join(", ");
    console.warn(`The embedded REST does not follow what is set for the role authenticator: ${names}`);
  }

  /** Fails with a 503 response when Postgres cannot be asked. */
  current(): Promise<Catalogue> {
    if (this.#current) return this.#current;
    const loading = this.#load();
    this.#current = loading;
    loading.catch(() => {
      if (this.#current === loading) this.#invalidate(); // a failure must not be remembered as the catalogue
    });
    return loading;
  }

  /** Reads again for a name that is unknown; returns undefined when the last look is too recent. */
  async refreshed(): Promise<Catalogue | undefined> {
    if (Date.now() - this.#loadedAt < minRefreshIntervalMs) return undefined;
    this.#invalidate();
    return this.current();
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 1 });
  }

  #invalidate(): void {
    this.#current = undefined;
    this.#onChange();
  }

  async #load(): Promise<Catalogue> {
    this.#loadedAt = Date.now();
    try {
      const [functions, roles, preRequests] = await Promise.all([
        this.#sql.unsafe<FunctionRow[]>(functionsQuery, [this.#schemas]),
        this.#sql.unsafe<{ role: string; settings: Setting[] }[]>(roleSettingsQuery),
        this.#sql.unsafe<{ value: string }[]>(preRequestQuery),
      ]);
      return {
        functions: groupFunctions(this.#schemas, functions),
        roleSettings: new Map(roles.map(({ role, settings }) => [role, settings])),
        preRequest: preRequests[0]?.value.split(".").map(quoteIdentifier).join("."),
      };
    } catch (error) {
      const message = "Could not query the database for the schema cache. Retrying.";
      throw new HttpError(503, { code: "PGRST002", message }, { "Retry-After": "1" }, { cause: error });
    }
  }
}

interface FunctionRow {
  schema: string;
  name: string;
  is_volatile: boolean;
  needs_session: boolean;
  returns_set: boolean;
  returns_composite: boolean;
  return_type: string;
  returns_builtin: boolean;
  parameters: RpcParameter[];
  settings: Setting[];
}

function groupFunctions(schemas: string[], rows: FunctionRow[]): Catalogue["functions"] {
  const functions: Catalogue["functions"] = new Map(schemas.map((schema) => [schema, new Map()]));
  for (const row of rows) {
    if (!isCallable(row.parameters)) continue;
    const byName = functions.get(row.schema) as Map<string, RpcFunction[]>;
    const overloads = byName.get(row.name) ?? [];
    const { schema, name, parameters, settings } = row;
    overloads.push({
      schema,
      name,
      parameters,
      settings,
      returns: returnKind(row),
      isVolatile: row.is_volatile,
      needsSession: row.needs_session,
    });
    byName.set(row.name, overloads);
  }
  return functions;
}

/** Arguments come by name; only a function whose sole parameter is the whole body may leave it unnamed. */
function isCallable(parameters: RpcParameter[]): boolean {
  if (parameters.every((parameter) => parameter.name !== "")) return true;
  return parameters.length === 1 && ["json", "jsonb", "text", "xml", "bytea"].includes(parameters[0]?.type ?? "");
}

function returnKind(row: FunctionRow): ReturnKind {
  if (row.returns_composite) return row.returns_set ? "composite set" : "composite";
  if (row.returns_set) return "scalar set";
  if (row.returns_builtin && row.return_type === "void") return "void";
  return row.returns_builtin && ["json", "jsonb"].includes(row.return_type) ? "json" : "scalar";
}
