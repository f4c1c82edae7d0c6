import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { z } from "zod";
import { authenticate } from "../_shared/access-token.ts";
import { asCaller } from "../_shared/as-caller.ts";
import { readBody } from "../_shared/body.ts";
import { ApiError, answerError, answerNotFound } from "../_shared/errors.ts";
import { completeUpload } from "./complete-upload.ts";
import { altText, mediaIdOf, signVariants } from "./media.ts";
import { resumeUpload } from "./resume-upload.ts";
import { startUpload } from "./start-upload.ts";

/** The edge function `media`: uploads, and what has become of them. Its calls are listed in docs/api.md. */
export const app = new Hono().basePath("/media");

app.onError(answerError);
app.notFound(answerNotFound);
// Any origin: the token decides, never a cookie.
app.use(cors({ origin: "*", exposeHeaders: ["retry-after", "x-request-id"], maxAge: 86_400 }));
app.use(
  bodyLimit({
    maxSize: 256 * 1024,
    onError: () => {
      throw new ApiError("BODY_TOO_LARGE");
    },
  }),
);

app.post("/uploads", startUpload);
app.get("/uploads/:media_id", resumeUpload);
app.post("/uploads/:media_id/complete", completeUpload);

app.delete("/avatar", async (context) => {
  await asCaller(await authenticate(context), (sql) => sql`select private.delete_avatar()`);
  return context.body(null, 204);
});

app.get("/:media_id", async (context: Context) => {
  const identity = await authenticate(context);
  const [row] = await asCaller(identity, (sql) => sql`select private.get_media(${mediaIdOf(context)}) as media`);
  return context.json({ media: await signVariants(row?.media) });
});

app.patch("/:media_id", async (context: Context) => {
  const identity = await authenticate(context);
  const { alt_text } = await readBody(context, z.strictObject({ alt_text: altText.nullable() }));
  const [row] = await asCaller(
    identity,
    (sql) => sql`select private.set_alt_text(${mediaIdOf(context)}, ${alt_text}) as media`,
  );
  return context.json({ media: await signVariants(row?.media) });
});

app.delete("/:media_id", async (context: Context) => {
  const identity = await authenticate(context);
  await asCaller(identity, (sql) => sql`select private.delete_media(${mediaIdOf(context)})`);
  return context.body(null, 204);
});
