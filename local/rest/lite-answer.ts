import type { Catalogue } from "./catalogue.ts";
import { argumentNames, refuseNamesOfObjects } from "./filters.ts";
import { errorResponse, HttpError } from "./http-error.ts";
import type { CurrentRequest } from "./lite-connection.ts";
import { type Incoming, isReading } from "./lite-incoming.ts";
import { type Call, requireSession, resolveFunction, unknownFunction } from "./resolve-function.ts";
import { calledFunction, typesOfBody } from "./rpc-request.ts";

export const wantsCsv = ({ headers }: Incoming) => /\btext\/csv\b/.test(headers.accept ?? "");

/** What lite answers wrongly whatever it is asked. */
export function answerWithoutLite(
  incoming: Incoming,
  catalogue: Catalogue,
  isAnonymous: boolean,
): Response | undefined {
  const { url, method, schema } = incoming;
  refuseNamesOfObjects(url.searchParams);
  if (/^\/rest\/v1\/?$/.test(url.pathname) && method !== "OPTIONS") {
    // lite has an OpenAPI description without a single path; PostgREST says this where the description is off.
    throw new HttpError(404, { code: "PGRST126", message: "Root endpoint metadata is disabled" });
  }
  const name = calledFunction(url.pathname);
  if (name === undefined || !catalogue.functions.has(schema)) return undefined;
  if (method === "OPTIONS") return optionsOf(catalogue, schema, name);
  if (!isReading(method) && method !== "POST") return undefined;
  const call = callOf(incoming, name);
  if (!call) return undefined;
  const resolved = resolveFunction(catalogue, call);
  if (!resolved) throw unknownFunction(catalogue, call);
  requireSession(resolved.function, isAnonymous);
  return undefined;
}

function optionsOf({ functions }: Catalogue, schema: string, name: string): Response | undefined {
  const overloads = functions.get(schema)?.get(name);
  if (!overloads) return undefined;
  const canBeRead = overloads.some(({ isVolatile }) => !isVolatile);
  return new Response(null, { headers: { Allow: canBeRead ? "OPTIONS,GET,HEAD,POST" : "OPTIONS,POST" } });
}

/** Which function a request means; undefined where lite has to read it. */
function callOf({ url, method, schema, contentType, body }: Incoming, name: string): Call | undefined {
  if (isReading(method)) return { schema, name, argumentNames: argumentNames(url.searchParams), bodyTypes: [] };
  const bodyTypes = typesOfBody(contentType);
  if (!bodyTypes?.includes("json")) return undefined;
  try {
    const given: unknown = JSON.parse(body || "{}");
    if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
    return { schema, name, argumentNames: Object.keys(given), bodyTypes };
  } catch {
    return undefined;
  }
}

/** The answer of lite with the headers and the CSV that PostgREST gives. */
export async function correctAnswer(
  answer: Response,
  { incoming, record }: CurrentRequest,
  severalSchemas: boolean,
): Promise<Response> {
  const headers = new Headers(answer.headers);
  if (answer.ok && severalSchemas && headers.has("content-type")) headers.set("Content-Profile", incoming.schema);
  const changed = /^\*\/([1-9]\d*)$/.exec(headers.get("content-range") ?? "")?.[1];
  if (incoming.method === "PATCH" && answer.ok && changed) {
    headers.set("Content-Range", `0-${Number(changed) - 1}/${changed}`);
  }
  // A function may answer with any status.
  if (answer.status >= 400 && record.rows === 0) return bounded(answer, headers);
  const init = { status: answer.status, statusText: answer.statusText, headers };
  if (incoming.method === "HEAD") return new Response(null, init);
  if (!answer.ok || !record.csv || !headers.get("content-type")?.startsWith("text/csv")) {
    return new Response(answer.body, init);
  }
  const [names] = (await answer.text()).split("\n", 1);
  headers.delete("content-length");
  return new Response([names, ...record.csv].join("\n"), init);
}

/** lite quotes names and values of the request in its refusals, whole. */
async function bounded(answer: Response, headers: Headers): Promise<Response> {
  const body = await answer
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body?.message !== "string") return answer;
  headers.delete("content-length");
  headers.delete("content-type");
  return errorResponse(new HttpError(answer.status, body, Object.fromEntries(headers)));
}
