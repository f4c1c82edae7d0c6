import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** What a mailed link does: the template of its mail; unsubscribe: no more mails of a kind that nobody has to get. */
export type MailTokenPurpose = "verify_email" | "reset_password" | "delete_account" | "unsubscribe";

const idBytes = 16;
const macBytes = 32;

const sign = (secret: string, purpose: MailTokenPurpose, id: Uint8Array) =>
  createHmac("sha256", secret).update(purpose).update("\0").update(id).digest();

/**
 * The token in a mailed link: `mail id, of unsubscribe the account's (16 bytes) | HMAC-SHA256(secret, purpose, id) (32 bytes)` in base64url. The
 * worker derives it while it sends, so that it is kept nowhere: the database knows the id alone.
 */
export function makeMailToken(secret: string, purpose: MailTokenPurpose, mailId: string): string {
  const id = Buffer.from(mailId.replaceAll("-", ""), "hex");
  return Buffer.concat([id, sign(secret, purpose, id)]).toString("base64url");
}

/** The mail id inside a token; undefined when none of the secrets has made it, or it is for another purpose. */
export function readMailToken(secrets: string[], purpose: MailTokenPurpose, token: string): string | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== idBytes + macBytes) return undefined;
  const id = bytes.subarray(0, idBytes);
  const isOurs = secrets.some((secret) => timingSafeEqual(sign(secret, purpose, id), bytes.subarray(idBytes)));
  if (!isOurs) return undefined;
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
