import type { ServerResponse } from "node:http";
import { IncomingMessage } from "node:http";
import S3rver from "s3rver";
import type { ReceivedFile } from "./body.ts";
import { sendError } from "./errors.ts";
import type { AllowedRequest } from "./guard.ts";
import { copySourceKey } from "./handlers/copy-source.ts";
import type { UploadStore } from "./store/upload-store.ts";

/** Carries out an allowed request by s3rver: writing, copying and deleting objects, beginning uploads, taking parts. */
export type S3rverEngine = (
  request: AllowedRequest,
  response: ServerResponse,
  received?: ReceivedFile,
) => Promise<void>;

const methods: Partial<Record<AllowedRequest["operation"], string>> = {
  PutObject: "PUT",
  CopyObject: "PUT",
  UploadPart: "PUT",
  DeleteObject: "DELETE",
  CreateMultipartUpload: "POST",
};

const encodePath = (key: string) => key.split("/").map(encodeURIComponent).join("/");

/**
 * s3rver reads what it is told from the request alone, and has its own ideas of virtual hosts, websites and version 2
 * signatures. So it never sees the client's request but one made of what was checked.
 */
function internalRequest(request: AllowedRequest, response: ServerResponse, bucket: string): IncomingMessage {
  const internal = new IncomingMessage(response.req.socket);
  const parameters = ["uploads", "uploadId", "partNumber"].filter((name) => request.query.has(name));
  const query = new URLSearchParams(parameters.map((name) => [name, request.query.get(name) ?? ""]));
  internal.method = methods[request.operation] ?? "";
  internal.url = `/${bucket}/${encodePath(request.key)}?${query}`;
  const meaningful =
    /^(cache-control|content-(disposition|encoding|language|type)|expires|x-amz-(meta-.+|metadata-directive))$/;
  internal.headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => meaningful.test(name)));
  // How it was sent, and not how it is.
  const encodings = (internal.headers["content-encoding"] ?? "").split(",").map((name) => name.trim());
  const kept = encodings.filter((name) => name !== "" && name !== "aws-chunked").join(",");
  delete internal.headers["content-encoding"];
  if (kept) internal.headers["content-encoding"] = kept;
  // Any will do: s3rver puts a digest of it into its events.
  internal.headers.host = "localhost";
  if (request.operation === "CopyObject") {
    // In the one spelling that s3rver decodes rightly: it uses decodeURI, and clients escape more.
    const source = copySourceKey(request.headers["x-amz-copy-source"] ?? "", bucket);
    internal.headers["x-amz-copy-source"] = encodeURI(`${bucket}/${source}`);
  }
  internal.push(null);
  return internal;
}

/** s3rver over our store, without a port of its own. */
export function createS3rverEngine(store: UploadStore): S3rverEngine {
  const application = new S3rver({
    directory: store.rootDirectory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [],
  });
  application.store = store;
  application.context.store = store;
  application.context.onerror = function onError(error) {
    // Koa also calls it when a response ends well.
    if (error) sendError(this.res, error);
  };
  const handle = application.callback();
  return async (request, response, received) => {
    const internal = internalRequest(request, response, store.bucket);
    if (received) store.attachReceived(internal, received);
    await handle(internal, response);
  };
}
