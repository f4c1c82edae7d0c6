import { HttpError } from "./http-error.ts";

/** Far beyond any document that means something, and far from what the stack of Postgres or lite holds. */
const maxDepth = 500;
const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = Buffer.from('"\\[]{}') as unknown as [
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Refuses a body whose arrays and objects are nested so deeply that reading it would fail. */
export function requireShallow(body: Uint8Array): void {
  if (body.length <= maxDepth) return;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (isText) {
      if (byte === backslash) at++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) {
      isText = true;
    } else if (byte === openBracket || byte === openBrace) {
      if (++depth > maxDepth) throw tooDeep;
    } else if (byte === closeBracket || byte === closeBrace) {
      depth--;
    }
  }
}

const tooDeep = new HttpError(400, {
  code: "PGRST102",
  message: "Empty or invalid json",
  details: `Arrays and objects are nested more than ${maxDepth} deep`,
});
