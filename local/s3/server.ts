import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { receiveDocument, receiveFile } from "./body.ts";
import { answerClientError } from "./client-error.ts";
import { allowAnyOrigin, answerPreflight } from "./cors.ts";
import { sendError } from "./errors.ts";
import { allowRequest, type GuardOptions } from "./guard.ts";
import { createBucket, getBucketLocation, listBuckets } from "./handlers/buckets.ts";
import { deleteObjects } from "./handlers/delete-objects.ts";
import type { Handler } from "./handlers/handler.ts";
import { listObjects } from "./handlers/list-objects.ts";
import {
  abortUpload,
  completeUpload,
  copyPart,
  listParts,
  requirePartNumber,
  requireUpload,
} from "./handlers/multipart.ts";
import { readObject } from "./handlers/read-object.ts";
import { bodyOf, type Operation } from "./operations.ts";
import { createS3rverEngine } from "./s3rver-engine.ts";
import { UploadStore } from "./store/upload-store.ts";

export interface S3ServerOptions extends GuardOptions {
  /** Holds everything that is stored; made if it is absent. One server a folder. */
  dataFolder: string;
  maxObjectBytes: number;
}

/** Operations that s3rver lacks or gets wrong; it has the rest. */
const handlers: Partial<Record<Operation, Handler>> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  GetBucketLocation: getBucketLocation,
  HeadBucket: async ({ response }) => void response.end(),
  ListObjectsV2: listObjects,
  ListObjects: listObjects,
  DeleteObjects: deleteObjects,
  GetObject: readObject,
  HeadObject: readObject,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListParts: listParts,
  UploadPartCopy: copyPart,
};

/** How much of a refused upload is read, so that a client which is still sending gets to see the answer. */
const maxDiscardedBytes = 16 * 1024 * 1024;

function discardRest(request: IncomingMessage): void {
  let left = maxDiscardedBytes;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.on("error", () => {});
}

/**
 * An S3 server for one bucket: every request is checked (see {@link allowRequest}), its body is received and checked,
 * and only then is it carried out, by our handlers or by s3rver. Path style, endpoint `http://<host>/s3`; `GET /health`
 * answers 200 with JSON. Not listening yet.
 */
export async function createS3Server(options: S3ServerOptions): Promise<Server> {
  const store = new UploadStore(options.dataFolder, options.bucket);
  await store.open();
  const s3rver = createS3rverEngine(store);

  async function carryOut(request: IncomingMessage, response: ServerResponse, onAccepted: () => void): Promise<void> {
    const allowed = await allowRequest(request, options);
    const { operation } = allowed;
    const body = bodyOf(operation);
    if (body === "object") {
      if (operation === "UploadPart") {
        requirePartNumber(allowed.query.get("partNumber"));
        await requireUpload({ request: allowed, store });
      }
      await store.withIncoming(async (path) => {
        const limits = { path, maxBytes: options.maxObjectBytes, onAccepted };
        const file = await receiveFile(request, allowed, limits);
        for (const [header, checksum] of file.checksums) response.setHeader(header, checksum);
        await s3rver(allowed, response, file);
      });
      return;
    }
    const document = await receiveDocument(request, allowed, { expected: body === "document", onAccepted });
    const handler = handlers[operation];
    if (!handler) return s3rver(allowed, response);
    return handler({
      request: allowed,
      document,
      response,
      store,
      maxObjectBytes: options.maxObjectBytes,
      region: options.region,
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse, waitsForContinue: boolean): Promise<void> {
    response.setHeader("x-amz-request-id", randomUUID());
    allowAnyOrigin(response);
    let waits = waitsForContinue;
    const onAccepted = () => {
      if (waits) response.writeContinue();
      waits = false;
    };
    try {
      if (request.url === "/health") response.setHeader("content-type", "application/json").end('{"status":"ok"}');
      else if (request.method === "OPTIONS") answerPreflight(request, response);
      else await carryOut(request, response, onAccepted);
    } catch (error) {
      // A client that still waits keeps its body; Node then closes the connection by itself.
      if (!waits && !request.complete) discardRest(request);
      sendError(response, error);
    }
  }

  const server = createServer((request, response) => serve(request, response, false));
  server.on("checkContinue", (request, response) => serve(request, response, true));
  server.on("clientError", answerClientError);
  // A large upload takes long, so only a stall ends it.
  server.requestTimeout = 0;
  server.timeout = 120_000;
  // Longer than the gateway keeps its own connections, so that it never sends on one that is being closed.
  server.keepAliveTimeout = 75_000;
  return server;
}
