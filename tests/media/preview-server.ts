import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { type FetchOptions, fetchPage } from "../../media-worker/link-preview/fetch-page.ts";
import { previewOf } from "../../media-worker/link-preview/preview-of.ts";

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A web server on this machine; returns its port. */
export async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server whose every page is this one. */
export const servePage = (
  html: string | Buffer,
  type = "text/html; charset=utf-8",
  headers: Record<string, string> = {},
) => serve((_, response) => response.writeHead(200, { "content-type": type, ...headers }).end(html));

export const forTests: FetchOptions = { allowLoopback: true };
export const never = new AbortController().signal;
export const fetchFrom = (url: string, options = forTests) => fetchPage(new URL(url), never, options);
export const local = (port: number, path = "/") => `http://127.0.0.1:${port}${path}`;

export async function preview(html: string | Buffer, type?: string) {
  const url = local(await servePage(html, type), "/page");
  return previewOf(new URL(url), await fetchFrom(url));
}
