import { createHmac, createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { WebSocket } from "ws";
import { connectDatabase } from "../support/database.ts";
import { newPerson, type Person } from "../support/people.ts";
import { signToken, stackSigningKey, tokenIssuer } from "../support/sign-token.ts";
import { request, rpc } from "./support/api.ts";
import { inParallel, report } from "./support/surface.ts";

const { url, publishableKey, secretKey } = inject("target");
const sql = connectDatabase();

let victim: Person;
beforeAll(async () => {
  victim = await newPerson();
});

const encoded = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

/** Every way to make a token that nobody should believe, of one that everybody does. */
async function forgeries(): Promise<Record<string, string>> {
  const good = victim.session.access_token;
  const [header, payload, signature] = good.split(".") as [string, string, string];
  const claims = decoded(payload);
  const { kid, alg } = decoded(header);
  const { d: _, ...publicJwk } = stackSigningKey() as Record<string, unknown> & { d: string };
  const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreignJwk = await exportJWK(foreign.publicKey);
  const signed = (head: Record<string, unknown>, body = claims, key = foreign.privateKey) =>
    new SignJWT(body).setProtectedHeader({ alg: "ES256", ...head } as { alg: string }).sign(key);
  const hmac = (head: Record<string, unknown>, secret: string | Buffer, body = claims) => {
    const text = `${encoded(head)}.${encoded(body)}`;
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  };
  const now = Math.floor(Date.now() / 1000);
  const flipped = Buffer.from(signature, "base64url");
  flipped[5] = (flipped[5] as number) ^ 1;
  const changed = (more: Record<string, unknown>) => `${header}.${encoded({ ...claims, ...more })}.${signature}`;
  const ours = (more: Record<string, unknown>) => signToken({ ...claims, exp: now + 300, ...more });
  const genuine = createPrivateKey({ key: stackSigningKey() as never, format: "jwk" });
  // With our own key, where the library would not sign such a header.
  const byHand = (head: Record<string, unknown>) => {
    const text = `${encoded(head)}.${payload}`;
    return `${text}.${sign("sha256", Buffer.from(text), { key: genuine, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  };
  return {
    "no algorithm": `${encoded({ alg: "none", typ: "JWT" })}.${payload}.`,
    "no algorithm, in capitals": `${encoded({ alg: "None", kid })}.${payload}.${signature}`,
    "no algorithm, with the key's name": `${encoded({ alg: "none", kid })}.${payload}.`,
    "no signature": `${header}.${payload}.`,
    "two parts": `${header}.${payload}`,
    "four parts": `${good}.${signature}`,
    "a signature of zeros": `${header}.${payload}.${encoded("\0".repeat(64))}`,
    "a changed signature": `${header}.${payload}.${flipped.toString("base64url")}`,
    "half a signature": `${header}.${payload}.${signature.slice(0, 43)}`,
    "a signature in DER": `${header}.${payload}.${Buffer.concat([Buffer.from([0x30, 0x44, 2, 0x20]), Buffer.from(signature, "base64url")]).toString("base64url")}`,
    "another person": changed({ sub: randomUUID() }),
    "another role": changed({ role: "service_role" }),
    "a longer life": changed({ exp: now + 1e6 }),
    "a moderator's role": changed({ app_role: "admin" }),
    "another header": `${encoded({ alg, kid, typ: "at+jwt", x: 1 })}.${payload}.${signature}`,
    "a foreign key with our key's name": await signed({ kid }),
    "a foreign key without a name": await signed({}),
    "an unknown key": await signed({ kid: randomUUID() }),
    "a path as the key's name": await signed({ kid: "../../../../dev/null" }),
    "a statement as the key's name": await signed({ kid: "' union select '" }),
    "the key in the header": await signed({ kid, jwk: foreignJwk }),
    "an address of keys in the header": await signed({ kid, jku: "http://127.0.0.1:9/jwks.json" }),
    "a certificate's address in the header": await signed({ kid, x5u: "http://127.0.0.1:9/x.pem", x5c: ["AAAA"] }),
    "another curve's algorithm": `${encoded({ alg: "ES384", kid })}.${payload}.${signature}`,
    RSA: await signed({ alg: "RS256", kid }, claims, rsa.privateKey),
    "HS256 with the public key": hmac({ alg: "HS256", kid }, JSON.stringify(publicJwk)),
    "HS256 with the public key's x": hmac({ alg: "HS256", kid }, Buffer.from(publicJwk.x as string, "base64url")),
    "HS256 with nothing": hmac({ alg: "HS256" }, ""),
    "HS256 with the publishable key": hmac({ alg: "HS256" }, publishableKey),
    "HS256 with Supabase's example secret": hmac(
      { alg: "HS256" },
      "super-secret-jwt-token-with-at-least-32-characters-long",
    ),
    "a header that is critical of something": byHand({ alg: "ES256", kid, crit: ["tenant"], tenant: "x" }),
    "no JSON": `${encoded("x")}.${encoded("y")}.${signature}`,
    "one word": "x",
    dots: "..",
    "a long text": "x".repeat(6_000),
    // Signed with our own key, but not what a session of ours says.
    expired: await ours({ exp: now - 60 }),
    "not yet good": await ours({ nbf: now + 600 }),
    "no end": await ours({ exp: undefined }),
    "another issuer": await ours({ iss: "https://example.com/auth/v1" }),
    "Supabase's own issuer": await ours({ iss: tokenIssuer.replace("/functions/v1/auth", "/auth/v1") }),
    "no issuer": await ours({ iss: undefined }),
    "another audience": await ours({ aud: "anon" }),
    "no person": await ours({ sub: undefined }),
    "a person who is no id": await ours({ sub: "victim" }),
    "a person whom nobody knows": await ours({ sub: randomUUID() }),
    "a session that never was": await ours({ sid: randomUUID() }),
    "no session": await ours({ sid: undefined }),
    "a session that is no id": await ours({ sid: "x" }),
    "a role of the database": await ours({ role: "postgres" }),
    "a role that nobody knows": await ours({ role: "admin" }),
    "the publishable key": publishableKey,
    "the secret key, misspelt": `${secretKey.slice(0, -1)}x`,
  };
}

/** Whether the answer of a service treats a token as its owner's. */
const services: Record<string, (token: string) => Promise<boolean>> = {
  "an RPC": async (token) => (await rpc("get_settings", {}, token)).status < 400,
  "an RPC that writes": async (token) => (await rpc("create_collection", { name: randomUUID() }, token)).status < 400,
  "a table": async (token) => {
    const { status, text } = await request("rest/v1/blocks?select=blocked_id", { method: "GET", token });
    return status < 400 && text !== "[]";
  },
  "auth/me": async (token) => (await request("functions/v1/auth/me", { method: "GET", token })).status < 400,
  "auth/sessions": async (token) =>
    (await request("functions/v1/auth/sessions", { method: "GET", token })).status < 400,
  "media/uploads": async (token) =>
    (
      await request("functions/v1/media/uploads", {
        body: { purpose: "post", content_type: "image/png", byte_size: 10 },
        token,
      })
    ).status < 400,
  "a topic of Realtime": (token) => joins(`realtime:user:${victim.id}`, token),
};

const sockets: WebSocket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.terminate();
});

async function joins(topic: string, token: string): Promise<boolean> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${publishableKey}&vsn=1.0.0`);
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => resolve(false));
    socket.on("open", () =>
      socket.send(
        JSON.stringify({
          topic,
          event: "phx_join",
          ref: "1",
          join_ref: "1",
          payload: { config: { private: true }, access_token: token },
        }),
      ),
    );
    socket.on("message", (data) => {
      const { event, payload } = JSON.parse(data.toString());
      if (event === "phx_reply") resolve(payload.status === "ok");
    });
  }).finally(() => socket.close()) as Promise<boolean>;
}

test("no service believes a token that was forged, has ended, or belongs to no session", async () => {
  const stranger = await newPerson();
  await sql`insert into public.blocks (blocker_id, blocked_id) values (${victim.id}, ${stranger.id})`;
  const believed: string[] = [];
  for (const [service, believes] of Object.entries(services)) {
    expect(await believes(victim.session.access_token), `${service} and the genuine token`).toBe(true);
  }
  const tokens = Object.entries(await forgeries());
  const trials = tokens.flatMap(([kind, token]) =>
    Object.entries(services).map((service) => ({ kind, token, service })),
  );
  await inParallel(trials, async ({ kind, token, service: [service, believes] }) => {
    if (await believes(token)) believed.push(`${service}: ${kind}`);
  });
  report("forged tokens", {
    kinds: tokens.length,
    services: Object.keys(services).length,
    trials: trials.length,
    believed: believed.length,
  });
  expect(tokens.length).toBeGreaterThan(45);
  expect(believed.sort()).toEqual([]);
});
