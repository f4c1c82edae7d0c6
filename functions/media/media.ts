import type { Context } from "hono";
import { z } from "zod";
import { ApiError } from "../_shared/errors.ts";
import { presignRead } from "./storage.ts";

/** How long a link to a message's medium works, in seconds: for the conversation that is on the screen. */
const readSeconds = 60 * 60;

/** The identifier in the path; anything that is no uuid names no medium. */
export function mediaIdOf(context: Context): string {
  const id = z.uuid().safeParse(context.req.param("media_id"));
  if (!id.success) throw new ApiError("MEDIA_NOT_FOUND");
  return id.data;
}

/** A medium as private.media_view gives it. */
export interface MediaView {
  id: string;
  name: string | null;
  variants: { url?: string; key?: string }[];
  [field: string]: unknown;
}

/** Puts a link that expires in the place of each key: private media have no lasting address. A file is a download. */
export async function signVariants(media: MediaView): Promise<MediaView> {
  const variants = media.variants.map(async ({ key, ...variant }) =>
    key === undefined ? variant : { ...variant, url: await presignRead(key, readSeconds, media.name) },
  );
  return { ...media, variants: await Promise.all(variants) };
}
