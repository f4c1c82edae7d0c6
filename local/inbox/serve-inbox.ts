import type { IncomingMessage, ServerResponse } from "node:http";
import type { Inbox } from "./inbox.ts";
import { linkPage, linkPages, linkScript, listPage, mailPage } from "./pages.ts";

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'; frame-ancestors 'self'";

function send(response: ServerResponse, type: string, body: string, policy = pagePolicy): void {
  response.writeHead(200, {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": policy,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(body);
}

/**
 * Serves the local inbox: /dev/inbox and /dev/inbox/<id> for people, both with `.json` for programs (the list takes
 * `?to=`), and the pages that links point to. Returns false where there is no such page.
 */
export async function serveInbox(inbox: Inbox, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (request.method !== "GET") return false;
  if (pathname === "/dev/link.js") send(response, "text/javascript", linkScript);
  else if (Object.hasOwn(linkPages, pathname)) {
    send(response, "text/html", linkPage(linkPages[pathname] as (typeof linkPages)[string]));
  } else if (pathname === "/dev/inbox") send(response, "text/html", listPage(await inbox.list()));
  else if (pathname === "/dev/inbox.json") {
    const items = await inbox.list(searchParams.get("to") ?? undefined);
    send(response, "application/json", JSON.stringify({ items }));
  } else {
    const [, id = "", form] = /^\/dev\/inbox\/([^./]+)(\.json|\.html)?$/.exec(pathname) ?? [];
    const mail = await inbox.find(id);
    if (!mail) return false;
    if (form === ".json") send(response, "application/json", JSON.stringify(mail));
    // Links leave the frame for a tab of their own.
    else if (form === ".html")
      send(response, "text/html", mail.html.replace("<head>", '<head><base target="_blank">'), mailPolicy);
    else send(response, "text/html", mailPage(mail));
  }
  return true;
}
