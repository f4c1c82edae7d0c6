import type { Context } from "hono";
import { authenticate } from "../_shared/access-token.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { contentTypes, fileContentType, kindOf } from "../_shared/media-types.ts";
import { startBody } from "./bodies.ts";
import { createMultipartUpload } from "./storage.ts";
import { type MediaRow, originalKey, singlePutBytes, uploadInstructions, uploadSeconds } from "./upload.ts";

/** POST /uploads: the permission to send one file of exactly this type and length straight to S3. */
export async function startUpload(context: Context): Promise<Response> {
  const identity = await authenticate(context);
  const { purpose, byte_size, alt_text, name, ...announced } = await readBody(context, startBody);
  // With a name it is a file, of any type, which is handed on as it is.
  const content_type = name === undefined ? announced.content_type : fileContentType;
  const kind = name === undefined ? kindOf(content_type) : "file";
  if (!kind) throw new ApiError("MEDIA_TYPE_NOT_ALLOWED", undefined, `allowed: ${contentTypes.join(", ")}`);

  const lifetime = `${uploadSeconds(byte_size)} seconds`;
  const started = await asCaller<MediaRow>(
    identity,
    sql`to_jsonb(private.start_upload(${purpose}, ${kind}, ${content_type}, ${byte_size}, ${alt_text ?? null}, ${lifetime},
      ${name ?? null}))`,
  );
  if (byte_size > singlePutBytes) {
    started.upload_id = await createMultipartUpload(originalKey(started), content_type);
    await asCaller(identity, sql`private.begin_multipart_upload(${started.id}, ${started.upload_id})`);
  }
  return context.json(await uploadInstructions(started), 201);
}
