import { createHash, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "./start-error.ts";

/** A private ES256 key in the form that `supabase gen signing-key` writes. */
export interface SigningKey {
  kty: "EC";
  crv: "P-256";
  kid: string;
  use: "sig";
  key_ops: ["sign", "verify"];
  alg: "ES256";
  ext: true;
  d: string;
  x: string;
  y: string;
}

/** Everything secret of one embedded stack. Made on the first start; never printed in a log. */
export interface Secrets {
  publishableKey: string;
  secretKey: string;
  s3AccessKeyId: string;
  s3SecretAccessKey: string;
  databaseAdminPassword: string;
  authenticatorPassword: string;
  /** Signs the short-lived tokens between gateway and REST, which never leave the machine. */
  internalJwtSecret: string;
  /** Signs refresh tokens. */
  refreshTokenSecret: string;
  /** Signs the tokens in mailed links. */
  mailTokenSecret: string;
  /** Signs the addresses of media that expire. */
  mediaUrlSecret: string;
  /** Signs pushes to browsers: the scalar of a P-256 key, in base64url. Browsers subscribe with its public half. */
  vapidPrivateKey: string;
  /** What rotateSecrets has put new ones in the place of: it is still accepted. */
  refreshTokenSecretOld?: string;
  mailTokenSecretOld?: string;
  mediaUrlSecretOld?: string;
  vapidPrivateKeyOld?: string;
  /** The first signs, all of them verify. */
  signingKeys: SigningKey[];
}

const token = (bytes: number) => randomBytes(bytes).toString("base64url");

/** `sb_<kind>_<random>_<checksum>`: the shape of Supabase's opaque API keys. */
function apiKey(kind: "publishable" | "secret"): string {
  const body = `sb_${kind}_${token(24).replaceAll(/[-_]/g, "x").slice(0, 22)}`;
  return `${body}_${createHash("sha256").update(body).digest("hex").slice(0, 8)}`;
}

function newEcKey(): { d: string; x: string; y: string } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ format: "jwk" }) as { d: string; x: string; y: string };
}

function newSigningKey(): SigningKey {
  const { d, x, y } = newEcKey();
  return {
    kty: "EC",
    crv: "P-256",
    kid: randomUUID(),
    use: "sig",
    key_ops: ["sign", "verify"],
    alg: "ES256",
    ext: true,
    d,
    x,
    y,
  };
}

function writePrivately(path: string, content: unknown): void {
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, path);
}

const secretsFile = (folder: string) => join(folder, "secrets.json");

/** The signing keys by themselves, as the array that `auth.signing_keys_path` of config.toml expects. */
export const signingKeysFile = (folder: string) => join(folder, "signing_keys.json");

/** Reads the secrets of a data folder, or returns undefined before its first start. */
export function readSecrets(folder: string): Secrets | undefined {
  if (!existsSync(secretsFile(folder))) return undefined;
  const stored = JSON.parse(readFileSync(secretsFile(folder), "utf8"));
  return { ...stored, signingKeys: JSON.parse(readFileSync(signingKeysFile(folder), "utf8")) };
}

/** Everything that is not there yet is made: all of it on the first start, what a newer Plaza needs on a later one. */
export function readOrMakeSecrets(folder: string): Secrets {
  const { signingKeys = [newSigningKey()], ...existing } = readSecrets(folder) ?? {};
  const fresh = {
    publishableKey: apiKey("publishable"),
    secretKey: apiKey("secret"),
    s3AccessKeyId: randomBytes(16).toString("hex"),
    s3SecretAccessKey: randomBytes(32).toString("hex"),
    databaseAdminPassword: token(24),
    authenticatorPassword: token(24),
    internalJwtSecret: token(48),
    refreshTokenSecret: token(48),
    mailTokenSecret: token(48),
    mediaUrlSecret: token(48),
    vapidPrivateKey: newEcKey().d,
  };
  const secrets = { ...fresh, ...existing };
  if (Object.keys(existing).length < Object.keys(secrets).length) {
    mkdirSync(folder, { recursive: true });
    writePrivately(signingKeysFile(folder), signingKeys);
    writePrivately(secretsFile(folder), secrets);
  }
  return { ...secrets, signingKeys };
}

/**
 * New keys for what people hold something signed of, and those until now as the old ones: nobody is signed out. What was old before
 * is accepted no more.
 */
export function rotateSecrets(folder: string): void {
  const before = readSecrets(folder);
  if (!before) throw new StartError("There are no secrets yet: they are made at the first start.");
  const { signingKeys, ...stored } = before;
  writePrivately(signingKeysFile(folder), [newSigningKey(), ...signingKeys.slice(0, 1)]);
  writePrivately(secretsFile(folder), {
    ...stored,
    refreshTokenSecret: token(48),
    refreshTokenSecretOld: stored.refreshTokenSecret,
    mailTokenSecret: token(48),
    mailTokenSecretOld: stored.mailTokenSecret,
    mediaUrlSecret: token(48),
    mediaUrlSecretOld: stored.mediaUrlSecret,
    vapidPrivateKey: newEcKey().d,
    vapidPrivateKeyOld: stored.vapidPrivateKey,
  });
}

/** The public halves of the signing keys: all that is needed to verify. */
export function publicJwks(secrets: Secrets): string {
  return JSON.stringify({
    keys: secrets.signingKeys.map(({ d: _private, ...key }) => ({ ...key, key_ops: ["verify"] })),
  });
}
