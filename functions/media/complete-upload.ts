import type { Context } from "hono";
import { authenticate, type Identity } from "../_shared/access-token.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { sql } from "../_shared/database.ts";
import type { ErrorCode } from "../_shared/error-codes.ts";
import { ApiError } from "../_shared/errors.ts";
import { bareType, beginsAs, signatureBytes } from "../_shared/media-types.ts";
import { completeBody, type NamedPart } from "./bodies.ts";
import { type MediaView, mediaIdOf, signVariants } from "./media.ts";
import { completeMultipartUpload, deleteObject, firstBytes, headObject, listParts } from "./storage.ts";
import { type MediaRow, originalKey, partsOf } from "./upload.ts";

/** POST /uploads/:media_id/complete: checks what was uploaded and hands it to the worker. */
export async function completeUpload(context: Context): Promise<Response> {
  const identity = await authenticate(context);
  const id = mediaIdOf(context);
  const isEmpty = context.req.header("content-length") === "0" || !context.req.header("content-type");
  const { parts } = isEmpty ? {} : await readBody(context, completeBody);
  const { media, view } = await asCaller<{ media: MediaRow; view: MediaView }>(
    identity,
    sql`private.begin_completion(${id})`,
  );
  const completed = media.status === "pending" ? await complete(identity, media, parts) : view;
  return context.json({ media: await signVariants(completed) }, 202);
}

/** No transaction is open while S3 is asked: joining parts can take a while. */
async function complete(identity: Identity, media: MediaRow, parts: NamedPart[] | undefined): Promise<MediaView> {
  if (media.upload_id) await joinParts(media, media.upload_id, parts);
  const etag = await checkObject(identity, media);
  return asCaller<MediaView>(identity, sql`private.complete_upload(${media.id}, ${etag})`);
}

async function joinParts(media: MediaRow, uploadId: string, named: NamedPart[] | undefined): Promise<void> {
  const key = originalKey(media);
  const arrived = await listParts(key, uploadId);
  // Joined by a completion whose answer was lost.
  if (!arrived) return;
  const expected = partsOf(media.byte_size);
  const missing = expected.filter(({ number }) => !arrived.some((part) => part.number === number));
  if (missing.length > 0) {
    const numbers = missing.map(({ number }) => number).join(", ");
    throw new ApiError("MEDIA_NOT_UPLOADED", "Some parts have not been uploaded.", `missing parts: ${numbers}`);
  }
  if (!(await completeMultipartUpload(key, uploadId, named ?? arrived))) throw new ApiError("MEDIA_PARTS_INVALID");
}

/** Compares the object with what was announced, and removes it if it is something else. Returns its ETag. */
async function checkObject(identity: Identity, media: MediaRow): Promise<string> {
  const key = originalKey(media);
  const head = await headObject(key);
  if (!head) throw new ApiError("MEDIA_NOT_UPLOADED");
  const refuse = async (code: ErrorCode, details: string) => {
    await deleteObject(key);
    await asCaller(identity, sql`private.delete_media(${media.id})`);
    throw new ApiError(code, undefined, details);
  };
  if (head.byteSize !== media.byte_size) {
    return refuse("MEDIA_SIZE_MISMATCH", `announced ${media.byte_size} bytes, uploaded ${head.byteSize}`);
  }
  if (bareType(head.contentType) !== media.content_type) {
    return refuse("MEDIA_TYPE_MISMATCH", `announced ${media.content_type}, uploaded as ${head.contentType}`);
  }
  // A file may be anything: it is never shown.
  if (media.kind === "file") return head.etag;
  const bytes = await firstBytes(key, head.etag, signatureBytes);
  if (!bytes) throw new ApiError("MEDIA_NOT_UPLOADED");
  if (!beginsAs(media.content_type, bytes)) {
    return refuse("MEDIA_TYPE_MISMATCH", `the file does not begin as ${media.content_type} does`);
  }
  return head.etag;
}
