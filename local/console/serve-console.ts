import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { answerJson } from "../gateway/answers.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};
// Media come from wherever they are kept; scripts only from here.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; img-src 'self' http: https: data: blob:; media-src http: https: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The admin console at /admin/: its files, and `config.json`, which tells it the publishable key. It is bundled when
 * somebody first asks, by a process of its own, so that neither a start waits for it nor the gateway carries the bundler.
 */
export class Console {
  readonly #folder: string;
  readonly #publishableKey: string;
  #bundled: Promise<unknown> | undefined;

  constructor(folder: string, publishableKey: string) {
    this.#folder = folder;
    this.#publishableKey = publishableKey;
  }

  /** Answers a request below /admin/; false where there is no such file. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = pathname.slice("/admin/".length) || "index.html";
    if (name === "config.json") {
      answerJson(response, 200, { publishable_key: this.#publishableKey }, { "cache-control": "no-store" });
      return true;
    }
    const type = types[extname(name)];
    if (!type || !/^[\w-]+\.\w+$/.test(name)) return false;
    await this.#bundle();
    const body = await readFile(join(this.#folder, name)).catch(() => undefined);
    if (!body) return false;
    response.writeHead(200, {
      "content-type": type,
      "content-length": body.length,
      "content-security-policy": policy,
      "cache-control": "no-cache",
    });
    response.end(request.method === "HEAD" ? undefined : body);
    return true;
  }

  #bundle(): Promise<unknown> {
    const program = fileURLToPath(new URL("write-console.ts", import.meta.url));
    this.#bundled ??= promisify(execFile)(process.execPath, [program, this.#folder]).catch((error) => {
      this.#bundled = undefined;
      throw error;
    });
    return this.#bundled;
  }
}
