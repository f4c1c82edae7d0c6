import type { IncomingMessage } from "node:http";
import type { ChunkedBody } from "./chunked-body.ts";
import { S3Error } from "./errors.ts";
import { isHeaderValue } from "./header-value.ts";
import { bodyOf, findOperation, type Operation } from "./operations.ts";
import { ChunkSignatures } from "./signature/chunk-signatures.ts";
import { readClaim } from "./signature/claim.ts";
import { openAddress } from "./signature/expiring-address.ts";
import { type SigningCredentials, verifySignature } from "./signature/verify.ts";
import { readTarget, type Target } from "./target.ts";

export interface GuardOptions extends SigningCredentials {
  bucket: string;
  /** Objects whose keys begin with it may be read by anyone. */
  publicPrefix: string;
  /** Those by whoever has an address that has not expired: it begins with the public prefix too. */
  signedPrefix: string;
  /** What signs those addresses, and what did before it was changed. */
  urlSecrets: string[];
}

/** A request that may be carried out once its body has been checked too. */
export interface AllowedRequest {
  operation: Operation;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
  /** Lower-case names; `x-amz-*` parameters of a presigned URL count as headers, as on AWS. */
  headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hexadecimal, if the client signed one. */
  bodySha256: string | undefined;
  /** Set where the body comes in chunks. */
  chunked?: ChunkedBody;
  signed: boolean;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  // Node joins repeated headers, except set-cookie, which no request carries.
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

/** The key that may be read without a signature of S3. */
function publicKey(method: string, target: Target, options: GuardOptions): string {
  const reads = method === "GET" || method === "HEAD";
  const isPublic = target.bucket === options.bucket && target.key.startsWith(options.publicPrefix);
  // Parameters can change an answer (response-content-type), which is a signer's right.
  if (!reads || !isPublic || target.query.size > 0) throw new S3Error("AccessDenied", "Access Denied");
  const opened = openAddress(target.key.slice(options.publicPrefix.length), options.urlSecrets);
  return opened === undefined ? target.key : `${options.signedPrefix}${opened}`;
}

/** What stands for the hash of a body that comes in chunks: whether they are signed, and whether checksums follow. */
const streamingHashes = new Map([
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", { isSigned: true, hasTrailer: false }],
  ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", { isSigned: true, hasTrailer: true }],
  ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", { isSigned: false, hasTrailer: true }],
]);

/** The payload hash as it is signed. Presigned URLs need not name it: the body is then unknown when they are made. */
function signedPayloadHash(headers: Readonly<Record<string, string>>, presigned: boolean): string {
  const hash = headers["x-amz-content-sha256"] ?? (presigned ? "UNSIGNED-PAYLOAD" : undefined);
  if (hash === undefined) {
    throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  }
  if (streamingHashes.has(hash) && !presigned) return hash;
  if (hash !== "UNSIGNED-PAYLOAD" && !/^[0-9a-f]{64}$/.test(hash)) {
    throw new S3Error("InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.");
  }
  return hash;
}

/** Everything but the signature's own parameters, which are checked by now and mean nothing to an operation. */
function effectiveHeaders(
  sent: Readonly<Record<string, string>>,
  query: ReadonlyMap<string, string>,
): Record<string, string> {
  const ofSignature = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature)$/;
  const hoisted = [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith("x-amz-") && !ofSignature.test(name));
  // It could be stored, but never be sent back.
  if (!hoisted.every(([, value]) => isHeaderValue(value))) {
    throw new S3Error("InvalidArgument", "Header value cannot be represented using ISO-8859-1.");
  }
  return { ...sent, ...Object.fromEntries(hoisted) };
}

/** S3's limit for the names and values of `x-amz-meta-` headers together. */
const maxUserMetadataBytes = 2048;

function requireSmallMetadata(headers: Readonly<Record<string, string>>): void {
  const ofUser = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  if (Buffer.byteLength(ofUser.flat().join("")) > maxUserMetadataBytes) {
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size.");
  }
}

/**
 * Decides whether a request may be carried out, from its request line and headers alone.
 * @throws S3Error for everything that may not.
 */
export async function allowRequest(request: IncomingMessage, options: GuardOptions): Promise<AllowedRequest> {
  const method = request.method ?? "";
  const target = readTarget(request.url ?? "");
  const sent = headersOf(request);
  const claim = readClaim(sent, target.query);
  const headers = effectiveHeaders(sent, target.query);
  const allowed = { bucket: target.bucket, key: target.key, query: target.query, headers };
  if (!claim) {
    const key = publicKey(method, target, options);
    return { ...allowed, key, operation: findOperation(method, target, sent), bodySha256: undefined, signed: false };
  }
  const payloadHash = signedPayloadHash(headers, claim.expiresIn !== undefined);
  const signingKey = await verifySignature(
    { method, path: target.path, query: target.query, headers: sent, payloadHash },
    claim,
    options,
  );
  if (headers["x-amz-security-token"] !== undefined) {
    throw new S3Error("InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
  // Who makes another bucket hears why not, and lists which there is.
  if (target.bucket !== options.bucket && target.bucket !== "" && (method !== "PUT" || target.key)) {
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist.", { BucketName: target.bucket });
  }
  requireSmallMetadata(headers);
  const operation = findOperation(method, target, headers);
  const streaming = streamingHashes.get(payloadHash);
  if (!streaming) {
    const bodySha256 = payloadHash === "UNSIGNED-PAYLOAD" ? undefined : payloadHash;
    return { ...allowed, operation, bodySha256, signed: true };
  }
  if (bodyOf(operation) !== "object") {
    throw new S3Error("NotImplemented", "Only the bodies of objects and parts may be aws-chunked.");
  }
  const signatures = streaming.isSigned ? new ChunkSignatures(signingKey, claim) : undefined;
  const chunked = { signatures, hasTrailer: streaming.hasTrailer };
  return { ...allowed, operation, bodySha256: undefined, chunked, signed: true };
}
