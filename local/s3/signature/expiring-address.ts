import { createHmac, timingSafeEqual } from "node:crypto";
import { S3Error } from "../errors.ts";

/** What stands in a path between the public prefix and the folder: `<unix time of expiry>-<signature>/<folder>/…`. */
const address = /^(\d{10})-([0-9a-f]{32})\/([^/]+)\/(.+)$/;

/**
 * The path below the signed prefix that an address which expires leads to, as a CDN checks it (docs/media.md); undefined
 * for a path that is no such address.
 * @throws S3Error when it has expired or was signed with none of the secrets
 */
export function openAddress(path: string, secrets: string[], now = Date.now()): string | undefined {
  const [, expires = "", signature = "", folder = "", rest] = address.exec(path) ?? [];
  if (rest === undefined) return undefined;
  const expected = (secret: string) =>
    createHmac("sha256", secret).update(`${expires}/${folder}`).digest("hex").slice(0, 32);
  const isSigned = secrets.some((secret) => timingSafeEqual(Buffer.from(signature), Buffer.from(expected(secret))));
  if (!isSigned || Number(expires) * 1000 <= now) throw new S3Error("AccessDenied", "Request has expired");
  return `${folder}/${rest}`;
}
