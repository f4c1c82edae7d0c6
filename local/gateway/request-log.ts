import type { IncomingMessage, ServerResponse } from "node:http";
import { pathOf } from "./paths.ts";

const maxPathLength = 200;
/** Lines go out together: a write of each would cost more than a small answer does. */
const flushAfterMs = 50;

let lines: string[] = [];

/** Prints a line: method, path, status, duration, request id. No query and no body, which may hold secrets. */
export function print(line: string): void {
  if (lines.push(line) > 1) return;
  setTimeout(() => {
    process.stdout.write(`${lines.join("\n")}\n`);
    lines = [];
  }, flushAfterMs);
}

export function logRequest(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const began = performance.now();
  const path = pathOf(request.url).slice(0, maxPathLength);
  response.once("close", () => {
    const outcome = response.writableFinished ? response.statusCode : "cut off";
    const duration = Math.max(1, Math.round(performance.now() - began));
    print(`${request.method} ${path} ${outcome} ${duration} ms ${requestId}`);
  });
}
