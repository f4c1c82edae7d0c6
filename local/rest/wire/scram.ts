import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding, which is how Postgres
 * checks a password.
 */
export class ScramClient {
  readonly #password: string;
  readonly #nonce = randomBytes(18).toString("base64");
  #serverSignature = Buffer.alloc(0);

  constructor(password: string) {
    this.#password = password;
  }

  get #clientFirstBare(): string {
    return `n=,r=${this.#nonce}`;
  }

  clientFirst(): string {
    return `n,,${this.#clientFirstBare}`;
  }

  async clientFinal(serverFirst: string): Promise<string> {
    const { r: nonce = "", s: salt = "", i: iterations = "" } = attributes(serverFirst);
    if (!nonce.startsWith(this.#nonce)) throw new Error("Postgres answered SCRAM with a nonce that is not ours");
    const salted = await promisify(pbkdf2)(
      this.#password,
      Buffer.from(salt, "base64"),
      Number(iterations),
      32,
      "sha256",
    );
    const clientKey = hmac(salted, "Client Key");
    const storedKey = createHash("sha256").update(clientKey).digest();
    const withoutProof = `c=biws,r=${nonce}`;
    const authMessage = `${this.#clientFirstBare},${serverFirst},${withoutProof}`;
    const signature = hmac(storedKey, authMessage);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] as number)));
    this.#serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
    return `${withoutProof},p=${proof.toString("base64")}`;
  }

  /** Throws unless the server proved that it knows the password as well. */
  verify(serverFinal: string): void {
    const claimed = Buffer.from(attributes(serverFinal).v ?? "", "base64");
    if (claimed.length !== this.#serverSignature.length || !timingSafeEqual(claimed, this.#serverSignature)) {
      throw new Error("Postgres could not prove that it knows the password");
    }
  }
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(text.split(",").map((part) => [part.slice(0, 1), part.slice(2)]));
}
