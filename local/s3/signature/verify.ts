import { createHmac, timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import {
  ALGORITHM_IDENTIFIER,
  createScope,
  getCanonicalHeaders,
  getSigningKey,
  SignatureV4Base,
} from "@smithy/signature-v4";
import { S3Error } from "../errors.ts";
import type { SignatureClaim } from "./claim.ts";

export interface SigningCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export interface SignedRequest {
  method: string;
  /** Decoded; see {@link Target}. */
  path: string;
  query: ReadonlyMap<string, string>;
  /** As sent, lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** `x-amz-content-sha256`, or what stands for it. */
  payloadHash: string;
}

const maxClockSkew = 15 * 60_000;

/** The SDK's own canonical form, opened up: its public methods only sign, and would add headers the client never sent. */
class CanonicalForm extends SignatureV4Base {
  constructor() {
    // S3 is the one service whose path is not escaped twice. Keys are derived apart, so there are none here.
    const credentials = { accessKeyId: "", secretAccessKey: "" };
    super({ service: "s3", region: "", credentials, sha256: Sha256, uriEscapePath: false });
  }

  stringToSign(request: SignedRequest, claim: SignatureClaim): Promise<string> {
    const signable = new Set(claim.signedHeaders);
    // A signed header that is absent counts as empty, and so cannot match what the client signed.
    const signed = Object.fromEntries(claim.signedHeaders.map((name) => [name, request.headers[name] ?? ""]));
    const canonicalRequest = this.createCanonicalRequest(
      {
        method: request.method,
        path: request.path.split("/").map(escapeSegment).join("/"),
        query: Object.fromEntries(request.query),
        headers: signed,
        protocol: "http:",
        hostname: "",
      },
      getCanonicalHeaders({ headers: signed } as Parameters<typeof getCanonicalHeaders>[0], undefined, signable),
      request.payloadHash,
    );
    const { date, region, service } = claim.scope;
    return this.createStringToSign(
      claim.date,
      createScope(date, region, service),
      canonicalRequest,
      ALGORITHM_IDENTIFIER,
    );
  }
}

const canonicalForm = new CanonicalForm();

const escapeSegment = (segment: string) =>
  encodeURIComponent(segment).replaceAll(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

function requireScope(claim: SignatureClaim, credentials: SigningCredentials): void {
  const code = claim.expiresIn === undefined ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError";
  const { date, region, service } = claim.scope;
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
  }
  if (region !== credentials.region) {
    const why = `The region '${region}' is wrong; expecting '${credentials.region}'.`;
    throw new S3Error(code, why, { Region: credentials.region });
  }
  if (service !== "s3") throw new S3Error(code, `The service '${service}' is wrong; expecting 's3'.`);
  if (date !== claim.date.slice(0, 8))
    throw new S3Error(code, "The date of the Credential is not that of the request.");
}

function parseDate(date: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time)) throw new S3Error("AccessDenied", 'The date must have the form "YYYYMMDDTHHMMSSZ".');
  return time;
}

function requireTime(claim: SignatureClaim): void {
  const now = Date.now();
  const signedAt = parseDate(claim.date);
  const detail = { RequestTime: claim.date, ServerTime: new Date(now).toISOString() };
  if (claim.expiresIn === undefined) {
    if (Math.abs(now - signedAt) <= maxClockSkew) return;
    const why = "The difference between the request time and the current time is too large.";
    throw new S3Error("RequestTimeTooSkewed", why, detail);
  }
  if (signedAt - now > maxClockSkew) throw new S3Error("AccessDenied", "Request is not valid yet", detail);
  if (now > signedAt + claim.expiresIn * 1000) throw new S3Error("AccessDenied", "Request has expired", detail);
}

/** A header that a proxy or a thief could add to a signed request must change nothing, so these may not be unsigned. */
function requireSignedHeaders(claim: SignatureClaim, headers: Readonly<Record<string, string>>): void {
  const mustBeSigned = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
  const unsigned = mustBeSigned.filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  const why = "There were headers present in the request which were not signed";
  throw new S3Error("AccessDenied", why, { HeadersNotSigned: unsigned.join(", ") });
}

/**
 * Checks an AWS Signature Version 4 claim: key, scope, time, coverage and, in constant time, the signature itself.
 * @returns the key it was made with, which signs the chunks of a body too
 * @throws S3Error with the code that AWS uses for what is wrong.
 */
export async function verifySignature(
  request: SignedRequest,
  claim: SignatureClaim,
  credentials: SigningCredentials,
): Promise<Uint8Array> {
  requireScope(claim, credentials);
  requireTime(claim);
  requireSignedHeaders(claim, request.headers);
  const { date, region, service } = claim.scope;
  const signingKey = await getSigningKey(Sha256, credentials, date, region, service);
  const expected = createHmac("sha256", signingKey)
    .update(await canonicalForm.stringToSign(request, claim))
    .digest();
  if (!timingSafeEqual(expected, Buffer.from(claim.signature, "hex"))) {
    const why = "The request signature we calculated does not match the signature you provided.";
    throw new S3Error("SignatureDoesNotMatch", why, { AWSAccessKeyId: claim.accessKeyId });
  }
  return signingKey;
}
