import type { ServerResponse } from "node:http";
import { areHeaders, validStatus } from "./database-errors.ts";
import { HttpError, jsonContentType } from "./http-error.ts";
import type { WireRow } from "./wire/messages.ts";

/** What shapes the response besides the row that Postgres returned. */
export interface ResponseShape {
  isVoid: boolean;
  isHead: boolean;
  /** The schema, if the client could have chosen another. */
  profile: string | undefined;
}

const statusesWithoutBody = new Set([204, 205, 304]);

/** Answers with the row of an RPC statement: body, number of rows, `response.headers`, `response.status`. */
export function respond(
  response: ServerResponse,
  [body, rowCount, headersSetting, statusSetting]: WireRow,
  { isVoid, isHead, profile }: ResponseShape,
): void {
  const status = statusSetting ? statusOfSetting(statusSetting) : isVoid ? 204 : 200;
  const hasBody = body !== undefined && body !== null && !statusesWithoutBody.has(status);
  const rows = Number(rowCount);
  const headers: Record<string, string | number | string[]> = {
    "Content-Range": rows === 0 ? "*/*" : `0-${rows - 1}/*`,
  };
  if (hasBody) {
    headers["Content-Type"] = jsonContentType;
    if (profile !== undefined) headers["Content-Profile"] = profile;
    if (!isHead) headers["Content-Length"] = body.length;
  }
  if (headersSetting) applyHeadersSetting(headers, headersSetting);
  response.writeHead(status, headers);
  response.end(hasBody && !isHead ? body : undefined);
}

/** `response.headers`: a JSON array of objects with a single key each. They win over the usual headers. */
function applyHeadersSetting(headers: Record<string, string | number | string[]>, setting: Buffer): void {
  const own = new Map<string, string[]>();
  for (const [name, value] of headersOfSetting(setting.toString())) {
    own.set(name.toLowerCase(), [...(own.get(name.toLowerCase()) ?? []), value]);
  }
  for (const usual of Object.keys(headers)) if (own.has(usual.toLowerCase())) delete headers[usual];
  for (const [name, values] of own) headers[name] = values;
}

/** The headers that a function set as `response.headers`, name and value each. */
export function headersOfSetting(setting: string): [string, string][] {
  let list: unknown;
  try {
    list = JSON.parse(setting);
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list) || !list.every((entry) => areHeaders(entry) && Object.keys(entry).length === 1)) {
    throw new HttpError(500, {
      code: "PGRST111",
      message: "response.headers guc must be a JSON array composed of objects with a single key and a string value",
    });
  }
  return list.flatMap((entry) => Object.entries(entry as Record<string, string>));
}

function statusOfSetting(setting: Buffer): number {
  const status = validStatus(Number(setting.toString()));
  if (status === undefined) {
    throw new HttpError(500, { code: "PGRST112", message: "response.status guc must be a valid status code" });
  }
  return status;
}
