import type { Context } from "hono";
import { authenticate } from "../_shared/access-token.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { sql } from "../_shared/database.ts";
import { ApiError } from "../_shared/errors.ts";
import { mediaIdOf } from "./media.ts";
import { listParts } from "./storage.ts";
import { type MediaRow, originalKey, uploadInstructions } from "./upload.ts";

/** GET /uploads/:media_id: which parts have arrived, and URLs for the others, after an interruption. */
export async function resumeUpload(context: Context): Promise<Response> {
  const identity = await authenticate(context);
  const media = await asCaller<MediaRow>(identity, sql`to_jsonb(private.own_media(${mediaIdOf(context)}))`);
  if (media.status !== "pending") throw new ApiError("MEDIA_ALREADY_COMPLETE");
  const uploaded = media.upload_id ? await listParts(originalKey(media), media.upload_id) : [];
  return context.json(await uploadInstructions(media, uploaded));
}
