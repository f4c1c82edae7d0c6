import { authenticate } from "../_shared/access-token.ts";
import { edgeFunction } from "../_shared/app.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { sql } from "../_shared/database.ts";
import { altTextBody } from "./bodies.ts";
import { completeUpload } from "./complete-upload.ts";
import { type MediaView, mediaIdOf, signVariants } from "./media.ts";
import { resumeUpload } from "./resume-upload.ts";
import { startUpload } from "./start-upload.ts";

/** The edge function `media`: uploads, and what has become of them. Its calls are listed in docs/api.md. */
export const app = edgeFunction("media", 256 * 1024);

app.post("/uploads", startUpload);
app.get("/uploads/:media_id", resumeUpload);
app.post("/uploads/:media_id/complete", completeUpload);

app.delete("/avatar", async (context) => {
  await asCaller(await authenticate(context), sql`private.delete_avatar()`);
  return context.body(null, 204);
});

app.get("/:media_id", async (context) => {
  const identity = await authenticate(context);
  const media = await asCaller<MediaView>(identity, sql`private.get_media(${mediaIdOf(context)})`);
  return context.json({ media: await signVariants(media) });
});

app.patch("/:media_id", async (context) => {
  const identity = await authenticate(context);
  const { alt_text } = await readBody(context, altTextBody);
  const media = await asCaller<MediaView>(identity, sql`private.set_alt_text(${mediaIdOf(context)}, ${alt_text})`);
  return context.json({ media: await signVariants(media) });
});

app.delete("/:media_id", async (context) => {
  const identity = await authenticate(context);
  await asCaller(identity, sql`private.delete_media(${mediaIdOf(context)})`);
  return context.body(null, 204);
});
