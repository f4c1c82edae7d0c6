import { pipeline } from "node:stream/promises";
import { S3Error } from "../errors.ts";
import type { AllowedRequest } from "../guard.ts";
import { isHeaderValue } from "../header-value.ts";
import type { SealedInfo } from "../store/sealed-file.ts";
import { browserSafety } from "./browser-safety.ts";
import { failedCondition, requestedRange } from "./conditions.ts";
import type { Exchange } from "./handler.ts";

/** For public objects stored without Cache-Control: short, so that what moderation removes is soon gone everywhere. */
const defaultPublicCaching = "public, max-age=300";

function responseHeaders(request: AllowedRequest, info: SealedInfo): Record<string, string> {
  const overrides = [...request.query]
    .filter(([name]) => name.startsWith("response-"))
    .map(([name, value]) => [name.slice("response-".length), value] as const);
  const headers: Record<string, string> = {
    ...(request.signed
      ? {}
      : { "cache-control": defaultPublicCaching, "cross-origin-resource-policy": "cross-origin" }),
    ...info.metadata,
    ...Object.fromEntries(overrides),
    "accept-ranges": "bytes",
    etag: `"${info.etag}"`,
    "last-modified": new Date(info.lastModified).toUTCString(),
  };
  if (!Object.values(headers).every(isHeaderValue)) {
    throw new S3Error("InvalidArgument", "Header value cannot be represented using ISO-8859-1.");
  }
  const safety = browserSafety(headers["content-type"] ?? "");
  // A file name that was stored or asked for stays, as long as it is a download.
  const keepsDisposition = /^attachment\b/i.test(headers["content-disposition"] ?? "");
  return { ...headers, ...safety, ...(keepsDisposition && { "content-disposition": headers["content-disposition"] }) };
}

/** GetObject and HeadObject. s3rver's own misread suffix ranges and have no If-Match. */
export async function readObject({ request, response, store }: Exchange): Promise<void> {
  const opened = await store.openObject(request.key);
  if (!opened) throw new S3Error("NoSuchKey", "The specified key does not exist.", { Key: request.key });
  const { file, info } = opened;
  try {
    const failed = failedCondition(request.headers, info);
    if (failed === 412) {
      throw new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }
    const range = requestedRange(request.headers, info);
    if (range === "unsatisfiable" && !failed) {
      response.setHeader("content-range", `bytes */${info.size}`);
      throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
        ActualObjectSize: String(info.size),
      });
    }
    for (const [name, value] of Object.entries(responseHeaders(request, info))) response.setHeader(name, value);
    if (failed) {
      response.writeHead(failed).end();
      return;
    }
    const { first, last } = typeof range === "object" ? range : { first: 0, last: info.size - 1 };
    if (typeof range === "object") {
      response.statusCode = 206;
      response.setHeader("content-range", `bytes ${first}-${last}/${info.size}`);
    }
    response.setHeader("content-length", last - first + 1);
    if (request.operation === "HeadObject" || info.size === 0) {
      response.end();
      return;
    }
    await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
  } finally {
    await file.close();
  }
}
