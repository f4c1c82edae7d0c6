import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2Session, type IncomingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import { jwtVerify } from "jose";
import type { ServiceAccount } from "../../../media-worker/push/fcm-provider.ts";

/** How a server answers a request; nothing at all with `hang`. */
export type Scripted = { status: number; headers?: Record<string, string>; body?: unknown } | "hang";

const textOf = async (stream: AsyncIterable<Buffer>) => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** What `answer` says, or nothing. */
export interface FcmRequest {
  authorization: string | undefined;
  path: string;
  message: {
    token: string;
    notification?: { title: string; body: string };
    data: Record<string, string>;
    android: {
      collapse_key: string;
      priority: string;
      ttl: string;
      notification?: { tag: string; notification_count: number };
    };
  };
}

/** FCM HTTP v1 and Google's token endpoint, as far as a sender sees them. */
export async function startFcm() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const requests: FcmRequest[] = [];
  const state = {
    answer: (_count: number): Scripted => ({ status: 200, body: { name: "projects/plaza/messages/1" } }),
    tokens: 0,
    tokenLife: 3_600,
  };
  const valid = new Set<string>();

  async function giveToken(request: IncomingMessage, response: ServerResponse) {
    const form = new URLSearchParams(await textOf(request));
    const { payload } = await jwtVerify(form.get("assertion") ?? "", publicKey as KeyObject, {
      algorithms: ["RS256"],
      issuer: "plaza@example.iam.gserviceaccount.com",
      audience: `${url}/token`,
    });
    if (payload.scope !== "https://www.googleapis.com/auth/firebase.messaging")
      throw new Error("It asks for something else.");
    const token = `token-${++state.tokens}`;
    valid.add(token);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: token, expires_in: state.tokenLife, token_type: "Bearer" }));
  }

  const server = createServer(async (request, response) => {
    try {
      if (request.url === "/token") return await giveToken(request, response);
      const { message } = JSON.parse(await textOf(request));
      requests.push({ authorization: request.headers.authorization, path: request.url ?? "", message });
      if (!valid.has(request.headers.authorization?.replace("Bearer ", "") ?? "")) {
        return response.writeHead(401).end('{"error": {"status": "UNAUTHENTICATED"}}');
      }
      const answer = state.answer(requests.length - 1);
      if (answer === "hang") return;
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      return response.end(JSON.stringify(answer.body ?? {}));
    } catch (error) {
      return response.writeHead(400).end((error as Error).message);
    }
  });
  // Google takes as many connections at once as there are.
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4_096 });
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const account: ServiceAccount = {
    project_id: "plaza",
    client_email: "plaza@example.iam.gserviceaccount.com",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    token_uri: `${url}/token`,
  };
  return {
    url,
    account,
    requests,
    state,
    /** As if somebody had revoked them. */
    revokeTokens: () => valid.clear(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export interface ApnsRequest {
  headers: IncomingHttpHeaders;
  path: string;
  body: { aps: Record<string, unknown>; [field: string]: unknown };
}

/** The Apple Push Notification service, over HTTP/2 without TLS. */
export async function startApns() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const requests: ApnsRequest[] = [];
  const sessions = new Set<Http2Session>();
  const state = { answer: (_count: number): Scripted => ({ status: 200 }) };
  const server = createHttp2Server();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", async (stream, headers) => {
    stream.on("error", () => {});
    const text = await textOf(stream).catch(() => "");
    const say = (status: number, body?: unknown, more = {}) => {
      if (stream.destroyed) return;
      stream.respond({ ":status": status, ...more });
      stream.end(body === undefined ? "" : JSON.stringify(body));
    };
    try {
      const token = String(headers.authorization).replace("bearer ", "");
      const { protectedHeader } = await jwtVerify(token, publicKey as KeyObject, {
        algorithms: ["ES256"],
        issuer: "TEAM",
        maxTokenAge: "1h",
      });
      if (protectedHeader.kid !== "KEY") throw new Error("It names no key.");
    } catch {
      return say(403, { reason: "InvalidProviderToken" });
    }
    requests.push({ headers, path: String(headers[":path"]), body: JSON.parse(text) });
    const answer = state.answer(requests.length - 1);
    if (answer !== "hang") say(answer.status, answer.body, answer.headers);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    settings: {
      key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      keyId: "KEY",
      teamId: "TEAM",
      topic: "example.plaza",
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    requests,
    state,
    /** As when Apple moves the connection elsewhere. */
    sayGoodbye: () => {
      for (const session of sessions) session.goaway();
    },
    breakOff: () => {
      for (const session of sessions) session.destroy();
    },
    async close() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
