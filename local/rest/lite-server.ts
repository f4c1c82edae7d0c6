/**
 * The lite process: the PostgREST dialect for everything that the RPC path does not cover. It listens on
 * loopback and answers only to the internal token of the gateway. Environment: LITE_PORT, DATABASE_URL (of
 * the role authenticator), REST_SCHEMAS (comma-separated, the default first), REST_MAX_ROWS (optional),
 * INTERNAL_JWT_SECRET.
 *
 * It learns of schema changes by `notify pgrst, 'reload schema'`; a restart by the supervisor does the same.
 */
import { inspect } from "node:util";
import { serve } from "@hono/node-server";
import { App, type HonoContext } from "@supabase/lite";
import type { Context, Next } from "hono";
import { type Catalogue, CatalogueReader } from "./catalogue.ts";
import { httpErrorOf } from "./database-errors.ts";
import { errorResponse, HttpError } from "./http-error.ts";
import { type InternalCaller, verifyInternalToken } from "./internal-token.ts";
import { answerWithoutLite, correctAnswer, wantsCsv } from "./lite-answer.ts";
import { type CurrentRequest, currentRequest, LiteConnection } from "./lite-connection.ts";
import { asLiteReads, type Incoming, isReading, preferredTimezone, readIncoming } from "./lite-incoming.ts";
import { calledFunction } from "./rpc-request.ts";
import { type Setting, transactionSettings } from "./transaction-settings.ts";

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The lite process needs the environment variable ${name}`);
  return value;
}

const secret = environment("INTERNAL_JWT_SECRET");
const databaseUrl = environment("DATABASE_URL");
const schemas = environment("REST_SCHEMAS").split(",");
const port = Number(environment("LITE_PORT"));

// lite keeps what a request names in plain objects. With this accessor, a filter named `__proto__` would be one on
// every object of the process.
Reflect.deleteProperty(Object.prototype, "__proto__");

const log = (error: unknown) => process.stderr.write(`${inspect(error).slice(0, 2_000)}\n`);

// lite prints the error behind every refusal, with what the client sent. One that is our fault is printed below.
console.error = (error: unknown) => {
  const request = currentRequest.getStore();
  if (request) request.failure = error;
  else log(error);
};

const connection = new LiteConnection(databaseUrl, schemas);
const catalogue = new CatalogueReader(databaseUrl, schemas, () => connection.clearSchemaCache());

/** Takes the caller from the internal token, and runs the request in the settings of that caller. */
async function withCaller(context: Context<HonoContext>, next: Next): Promise<Response | undefined> {
  const token = context.req.header("authorization")?.replace(/^Bearer /, "") ?? "";
  const caller = await verifyInternalToken(token, secret).catch(() => undefined);
  if (!caller) return errorResponse(new HttpError(401, { code: "PGRST301", message: "Only the gateway may ask" }));
  try {
    const incoming = await readIncoming(context.req.raw, schemas[0] as string);
    const current = await catalogue.current();
    const own = answerWithoutLite(incoming, current, caller.role === "anon");
    if (own) return own;
    const request: CurrentRequest = {
      settings: settingsFor(incoming, caller, current),
      isAnonymous: caller.role === "anon",
      incoming,
      catalogue: current,
      record: { rows: 0, csv: wantsCsv(incoming) ? [] : undefined },
    };
    const { timezones } = await connection.introspect();
    const timezone = preferredTimezone(incoming);
    if (timezone !== undefined && timezones?.includes(timezone)) request.settings.push(["timezone", timezone]);
    // The caller is known: lite is not to look for its own kinds of key and token.
    context.set("apiKeyType", "secret");
    context.set("ignoreAuthorization", true);
    context.set("jwt", { ...caller.claims, role: caller.role });
    await currentRequest.run(request, next);
    const answer = request.refusal
      ? errorResponse(request.refusal)
      : await correctAnswer(context.res, request, schemas.length > 1);
    if (answer.status >= 500) log(request.failure);
    // Or the headers of the answer before would be put over those of this one.
    context.res = undefined;
    context.res = answer;
    return undefined;
  } catch (error) {
    const failure = httpErrorOf(error, caller.role === "anon");
    if (!failure) throw error;
    return errorResponse(failure);
  }
}

function settingsFor(incoming: Incoming, caller: InternalCaller, { functions, roleSettings }: Catalogue): Setting[] {
  const { pathname } = incoming.url;
  const called = functions.get(incoming.schema)?.get(calledFunction(pathname) ?? "");
  return transactionSettings(
    {
      ...caller,
      schema: incoming.schema,
      method: incoming.method,
      path: pathname.replace(/^\/rest\/v1/, ""),
      headers: incoming.headers,
      isReadOnly: isReading(incoming.method) || (called?.every(({ isVolatile }) => !isVolatile) ?? false),
    },
    [...(roleSettings.get(caller.role) ?? []), ...(called?.length === 1 ? (called[0]?.settings ?? []) : [])],
  );
}

const app = new App({
  connection,
  auth: { enabled: false },
  storage: { enabled: false },
  // Supabase loads pg-safeupdate for the role authenticator: a write to a whole table needs a filter that says so.
  api: { enabled: true, schemas, max_rows: Number(process.env.REST_MAX_ROWS ?? 1_000), pg_safe_update: true },
  options: {
    server: { apiKeys: false, disableStudio: true, disableFallback: true, middlewares: [withCaller] },
  },
});

async function health(): Promise<Response> {
  await connection.ping();
  return new Response("ok\n");
}

await catalogue.start();
const server = serve({
  hostname: "127.0.0.1",
  port,
  fetch: (request) => (new URL(request.url).pathname === "/health" ? health() : app.fetch(asLiteReads(request))),
});

async function stop(): Promise<void> {
  server.close();
  await Promise.all([connection.close(), catalogue.close()]);
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
