import type { ServerResponse } from "node:http";
import { renderXml } from "./xml.ts";

/** Codes and statuses of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html that this server uses. */
const statuses = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidToken: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

export type S3ErrorCode = keyof typeof statuses;

/** A refusal in S3's vocabulary; `detail` becomes further elements of the XML. */
export class S3Error extends Error {
  readonly code: S3ErrorCode;
  readonly detail: Record<string, string>;

  constructor(code: S3ErrorCode, message: string, detail: Record<string, string> = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return statuses[this.code];
  }
}

/** The same failure as an `S3Error`: s3rver's own errors keep their code, anything unforeseen is an InternalError. */
export function toS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof Error && "code" in error && String(error.code) in statuses) {
    return new S3Error(error.code as S3ErrorCode, error.message);
  }
  return new S3Error("InternalError", "We encountered an internal error. Please try again.");
}

export function incompleteBody(): S3Error {
  return new S3Error("IncompleteBody", "You did not provide the number of bytes specified by Content-Length.");
}

export function errorXml({ code, message, detail }: S3Error, more: Record<string, string> = {}): string {
  return renderXml({ Error: { Code: code, Message: message, ...detail, ...more } });
}

/** Answers with the error as XML, or cuts the connection when the answer has already begun. */
export function sendError(response: ServerResponse, error: unknown): void {
  const refusal = toS3Error(error);
  // A reader that goes away early is nobody's fault.
  const clientLeft = error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
  if (refusal.code === "InternalError" && !clientLeft) console.error("s3:", error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = errorXml(refusal, { RequestId: String(response.getHeader("x-amz-request-id")) });
  response.statusCode = refusal.status;
  response.setHeader("content-type", "application/xml");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(response.req.method === "HEAD" ? undefined : body);
}
