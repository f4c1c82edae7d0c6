import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { jwtVerify } from "jose";

/** What has come to a browser, decrypted. */
export interface Arrival {
  headers: IncomingHttpHeaders;
  payload: {
    web_push?: number;
    notification?: {
      title: string;
      body: string;
      navigate: string;
      tag: string;
      lang?: string;
      data: { push_id: string; version: number; kind: string; target_id: string | null };
    };
    app_badge?: number;
    mutable?: boolean;
    withdraws?: string;
  };
}

/** How the service answers: nothing at all with `hang`. */
export type Answer = { status: number; headers?: Record<string, string> } | "hang";

/** A subscribed browser, which shows one notification a tag and closes those that are withdrawn. */
export interface Browser {
  subscription: { platform: "web"; endpoint: string; keys: { p256dh: string; auth: string }; server_key: string };
  arrivals: Arrival[];
  /** What stands on its screen, by tag. */
  shown: Map<string, NonNullable<Arrival["payload"]["notification"]>>;
  /** Whatever the service has refused, and why. */
  refused: string[];
  answer: (count: number) => Answer;
  requests: number;
}

const hmac = (key: Buffer, ...parts: (Buffer | string)[]) => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** Decrypts as a browser does: RFC 8291 over the one record of RFC 8188. Written from the RFCs, not with the sender's library. */
function decrypt(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  if (idLength !== 65 || record.length > recordSize) throw new Error("It is no single record.");
  const one = Buffer.from([1]);
  const prk = hmac(auth, browser.computeSecret(sender));
  const ikm = hmac(prk, "WebPush: info\0", browser.getPublicKey(), sender, one);
  const base = hmac(salt, ikm);
  const key = hmac(base, "Content-Encoding: aes128gcm\0", one).subarray(0, 16);
  const nonce = hmac(base, "Content-Encoding: nonce\0", one).subarray(0, 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error("The padding is not that of a last record.");
  return padded.subarray(0, end).toString();
}

/** Checks the signature and claims of RFC 8292. */
async function checkVapid(authorization: string | undefined, audience: string, serverKey: string): Promise<void> {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? "") ?? [];
  if (!token || key !== serverKey) throw new Error("It is not signed with the key that the browser subscribed with.");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: "jwk" }), {
    audience,
    algorithms: ["ES256"],
  });
  if (!/^(mailto:|https:)/.test(payload.sub ?? "")) throw new Error("Nobody to complain to.");
  if ((payload.exp ?? Number.POSITIVE_INFINITY) > Date.now() / 1_000 + 86_400)
    throw new Error("It is valid for too long.");
}

/** A push service for browsers (RFC 8030) on this machine, which looks at everything that the real ones look at. */
export async function startPushService() {
  const browsers = new Map<string, Browser & { ecdh: ReturnType<typeof createECDH>; auth: Buffer }>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const browser = browsers.get(request.url ?? "");
    if (!browser) return response.writeHead(404).end();
    const answer = browser.answer(browser.requests++);
    if (answer === "hang") return;
    if (answer.status >= 300) return response.writeHead(answer.status, answer.headers).end("no");
    try {
      const { authorization, ttl, topic, "content-encoding": encoding, urgency } = request.headers;
      await checkVapid(authorization, origin, browser.subscription.server_key);
      if (encoding !== "aes128gcm") throw new Error("It is not encrypted.");
      if (!/^\d+$/.test(String(ttl))) throw new Error("It has no TTL.");
      if (!/^[\w-]{1,32}$/.test(String(topic))) throw new Error("Its topic is none.");
      if (!["high", "normal", "low"].includes(String(urgency))) throw new Error("Its urgency is none.");
      const body = Buffer.concat(chunks);
      if (body.length > 4096) return response.writeHead(413).end();
      const payload: Arrival["payload"] = JSON.parse(decrypt(body, browser.ecdh, browser.auth));
      browser.arrivals.push({ headers: request.headers, payload });
      if (payload.withdraws) browser.shown.delete(payload.withdraws);
      else if (payload.notification) browser.shown.set(payload.notification.tag, payload.notification);
      response.writeHead(answer.status, { location: `${origin}/message/${randomUUID()}` }).end();
    } catch (error) {
      browser.refused.push((error as Error).message);
      response.writeHead(403).end((error as Error).message);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    /** As PushManager.subscribe does it. */
    subscribe(serverKey: string): Browser {
      const ecdh = createECDH("prime256v1");
      ecdh.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomUUID()}`;
      const browser = {
        subscription: {
          platform: "web" as const,
          endpoint: `${origin}${path}`,
          keys: { p256dh: ecdh.getPublicKey("base64url"), auth: auth.toString("base64url") },
          server_key: serverKey,
        },
        arrivals: [],
        shown: new Map(),
        refused: [],
        answer: () => ({ status: 201 }),
        requests: 0,
        ecdh,
        auth,
      };
      browsers.set(path, browser);
      return browser;
    },
    /** As if the browser had thrown its subscription away. */
    forget(browser: Browser) {
      browsers.delete(new URL(browser.subscription.endpoint).pathname);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type PushService = Awaited<ReturnType<typeof startPushService>>;
