import { S3Error } from "./errors.ts";
import type { Target } from "./target.ts";

interface OperationRule {
  method: string;
  on: "service" | "bucket" | "object";
  /** Query parameters that make it this operation. */
  requires?: readonly string[];
  /** Query parameters that may come with it. */
  allows?: readonly string[];
  /** Whether it is the variant with `x-amz-copy-source`. */
  copies?: true;
  /** What the request carries: the bytes of an object, a small document, or (the default) nothing. */
  body?: "object" | "document";
}

const readParameters = ["content-type", "content-language", "expires", "cache-control", "content-disposition"]
  .concat("content-encoding")
  .map((name) => `response-${name}`);
const listParameters = ["prefix", "delimiter", "max-keys", "encoding-type"];

/** Every operation this server has. Whatever matches none is refused as NotImplemented, never half understood. */
const rules = {
  ListBuckets: { method: "GET", on: "service" },
  CreateBucket: { method: "PUT", on: "bucket", body: "document" },
  GetBucketLocation: { method: "GET", on: "bucket", requires: ["location"] },
  HeadBucket: { method: "HEAD", on: "bucket" },
  ListObjectsV2: {
    method: "GET",
    on: "bucket",
    requires: ["list-type"],
    allows: [...listParameters, "continuation-token", "start-after", "fetch-owner"],
  },
  ListObjects: { method: "GET", on: "bucket", allows: [...listParameters, "marker"] },
  DeleteObjects: { method: "POST", on: "bucket", requires: ["delete"], body: "document" },
  GetObject: { method: "GET", on: "object", allows: readParameters },
  HeadObject: { method: "HEAD", on: "object", allows: readParameters },
  PutObject: { method: "PUT", on: "object", body: "object" },
  CopyObject: { method: "PUT", on: "object", copies: true },
  DeleteObject: { method: "DELETE", on: "object" },
  CreateMultipartUpload: { method: "POST", on: "object", requires: ["uploads"] },
  UploadPart: { method: "PUT", on: "object", requires: ["partNumber", "uploadId"], body: "object" },
  UploadPartCopy: { method: "PUT", on: "object", requires: ["partNumber", "uploadId"], copies: true },
  ListParts: { method: "GET", on: "object", requires: ["uploadId"], allows: ["max-parts", "part-number-marker"] },
  CompleteMultipartUpload: { method: "POST", on: "object", requires: ["uploadId"], body: "document" },
  AbortMultipartUpload: { method: "DELETE", on: "object", requires: ["uploadId"] },
} as const satisfies Record<string, OperationRule>;

export type Operation = keyof typeof rules;

const allRules = Object.entries(rules) as [Operation, OperationRule][];

/** Parameters that belong to the signature, or that the SDK adds for the logs of S3 (`x-id`). */
const isAddedBySdk = (name: string) => name === "x-id" || name.toLowerCase().startsWith("x-amz-");

/** The headers of the `x-amz-` family that are understood; ignoring, say, an ACL or an encryption would deceive the client. */
const understoodHeaders =
  /^x-amz-(date|content-sha256|user-agent|meta-.+|checksum-.+|sdk-checksum-algorithm|copy-source|metadata-directive|decoded-content-length|trailer)$/;

/** Headers that may say what is so anyway, and the one part that only copying a part has. */
const plainValues: Record<string, string> = { "x-amz-acl": "private", "x-amz-storage-class": "STANDARD" };

function isUnderstood(operation: Operation, name: string, value: string | undefined): boolean {
  if (name in plainValues) return value === plainValues[name];
  if (name === "x-amz-copy-source-range") return operation === "UploadPartCopy";
  if (name.startsWith("x-amz-")) return understoodHeaders.test(name);
  // Conditions on writes.
  if (!/^if-/.test(name) || /^(GET|HEAD)$/.test(rules[operation].method)) return true;
  return operation === "PutObject" && (name === "if-match" || (name === "if-none-match" && value === "*"));
}

/** Finds the operation that a request asks for. @throws S3Error NotImplemented */
export function findOperation(method: string, target: Target, headers: Readonly<Record<string, string>>): Operation {
  const names = [...target.query.keys()].filter((name) => !isAddedBySdk(name));
  const found = allRules.find(
    ([, { requires = [], allows = [], ...rule }]) =>
      rule.method === method &&
      rule.on === (target.key ? "object" : target.bucket ? "bucket" : "service") &&
      (rule.copies ?? false) === "x-amz-copy-source" in headers &&
      requires.every((name) => target.query.has(name)) &&
      names.every((name) => requires.includes(name) || allows.includes(name)),
  );
  if (!found) {
    const asked = [`${method} of ${target.key ? "an object" : target.bucket ? "a bucket" : "the service"}`, ...names]
      .join(" with ")
      .slice(0, 200);
    throw new S3Error("NotImplemented", `This server does not have the operation: ${asked}.`);
  }
  const foreign = Object.keys(headers).find((name) => !isUnderstood(found[0], name, headers[name]));
  if (foreign) {
    const why = "A header you provided implies functionality that is not implemented.";
    throw new S3Error("NotImplemented", why, { Header: foreign.slice(0, 100) });
  }
  return found[0];
}

export const bodyOf = (operation: Operation): "object" | "document" | undefined =>
  (rules[operation] as OperationRule).body;
