import { HttpError } from "./http-error.ts";
import { requireShallow } from "./json-depth.ts";
import { calledFunction } from "./rpc-request.ts";

/** A request as it came in. */
export interface Incoming {
  url: URL;
  method: string;
  headers: Record<string, string>;
  contentType: string;
  body: string;
  /** The schema that the profile header chooses. */
  schema: string;
}

export const isReading = (method: string) => method === "GET" || method === "HEAD";

/** lite takes the arguments of a HEAD for filters, so it is shown a GET. */
const shownAsGet = new WeakSet<Request>();

export function asLiteReads(request: Request): Request {
  if (request.method !== "HEAD" || !calledFunction(new URL(request.url).pathname)) return request;
  const shown = new Request(request.url, { headers: request.headers });
  shownAsGet.add(shown);
  return shown;
}

export async function readIncoming(request: Request, defaultSchema: string): Promise<Incoming> {
  // Postgres holds no NUL in any text, and a name with one would end the statement that it stands in.
  if (request.url.includes("%00")) {
    throw new HttpError(400, { code: "22021", message: 'invalid byte sequence for encoding "UTF8": 0x00' });
  }
  const method = shownAsGet.has(request) ? "HEAD" : request.method;
  const headers = Object.fromEntries(request.headers);
  const profile = isReading(method) ? headers["accept-profile"] : headers["content-profile"];
  const body = new Uint8Array(isReading(method) ? [] : await request.clone().arrayBuffer());
  requireShallow(body);
  return {
    url: new URL(request.url),
    method,
    headers,
    contentType: headers["content-type"]?.toLowerCase() ?? "",
    body: new TextDecoder().decode(body),
    schema: profile ?? defaultSchema,
  };
}

/** `Prefer: timezone=…` */
export function preferredTimezone({ headers }: Incoming): string | undefined {
  return /(?:^|,)\s*timezone=([^,\s]+)/.exec(headers.prefer ?? "")?.[1];
}
