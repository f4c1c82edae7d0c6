import { randomBytes, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const { privateKey: foreignKey } = await generateKeyPair("ES256");
const kid = "trial";
const issuer = "http://plaza.test/functions/v1/auth";

// What the functions read while they are imported. There is no database at that address: nothing here gets that far.
Object.assign(process.env, {
  SUPABASE_URL: "http://plaza.test",
  SUPABASE_DB_URL: "postgresql://postgres:postgres@127.0.0.1:1/postgres",
  JWT_SIGNING_KEYS: JSON.stringify([{ ...(await exportJWK(privateKey)), kid, alg: "ES256" }]),
  JWT_ISSUER: issuer,
  REFRESH_TOKEN_SECRET: randomBytes(32).toString("hex"),
  MAIL_TOKEN_SECRET: randomBytes(32).toString("hex"),
  S3_ENDPOINT: "http://127.0.0.1:1",
  S3_REGION: "local",
  S3_BUCKET: "media",
  S3_ACCESS_KEY_ID: "id",
  S3_SECRET_ACCESS_KEY: "secret",
  MEDIA_BASE_URL: "http://127.0.0.1:1/media/public",
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** The claims of a good token; a claim of `overrides` that is undefined is left out. */
export const claims = (overrides: Record<string, unknown> = {}): JWTPayload => ({
  sub: randomUUID(),
  sid: randomUUID(),
  role: "authenticated",
  aud: "authenticated",
  app_role: "user",
  iss: issuer,
  iat: inSeconds(-10),
  exp: inSeconds(300),
  ...overrides,
});

export const token = (payload: JWTPayload = claims()): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);

export const foreignToken = (payload: JWTPayload = claims()): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid }).sign(foreignKey);

export interface Trial {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface App {
  request(path: string, init: RequestInit): Response | Promise<Response>;
  routes: { path: string; method: string }[];
}

/** Calls a function's app as the gateway would, without a server. */
export async function call(app: App, path: string, { method = "POST", body, headers = {} }: Trial = {}) {
  const init: RequestInit = { method, headers: { "content-type": "application/json", ...headers } };
  if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
  const response = await app.request(path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, answer: text === "" ? null : JSON.parse(text) };
}
