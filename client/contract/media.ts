import { z } from "zod";
import { altTextBody, completeBody, startBody } from "../../functions/media/bodies.ts";
import { count, empty, endpoint, id, time } from "./shapes.ts";

/** A file of a medium; with `key` instead of `url` where it is private: GET media/:media_id signs it. */
export const variant = z.strictObject({
  url: z.string().optional(),
  key: z.string().optional(),
  type: z.string(),
  width: count.optional(),
  height: count.optional(),
  byte_size: count,
});

/** The pictures that a player shows while somebody looks for a place in a video. */
const storyboard = z.strictObject({
  url: z.string(),
  columns: count,
  rows: count,
  interval_ms: z.number(),
  width: count,
  height: count,
  count,
});

export const medium = z.strictObject({
  id,
  purpose: z.enum(["avatar", "post", "comment", "message", "verification"]),
  kind: z.enum(["image", "video", "audio", "file"]),
  name: z.string().nullable(),
  status: z.enum(["pending", "processing", "ready", "failed"]),
  progress: count,
  width: count.nullable(),
  height: count.nullable(),
  duration_ms: count.nullable(),
  blurhash: z.string().nullable(),
  waveform: z.array(z.number()).nullable(),
  alt_text: z.string().nullable(),
  error: z.string().nullable(),
  created_at: time,
  variants: z.array(variant),
  hls_url: z.string().nullable(),
  poster_url: z.string().nullable(),
  storyboard: storyboard.nullable(),
});

const singleUpload = z.strictObject({
  media_id: id,
  expires_at: time,
  upload: z.strictObject({ method: z.literal("PUT"), url: z.string(), headers: z.record(z.string(), z.string()) }),
});

const multipartUpload = z.strictObject({
  media_id: id,
  expires_at: time,
  upload_id: z.string(),
  part_size: count,
  parts: z.array(z.strictObject({ number: count, url: z.string(), byte_size: count })),
  uploaded: z.array(z.strictObject({ number: count, etag: z.string(), byte_size: count })),
});

/** How to send a file, or what of it has not arrived. */
export const uploadInstructions = z.union([singleUpload, multipartUpload]);

const view = z.strictObject({ media: medium });

export const mediaEndpoints = {
  startUpload: endpoint("POST", "media/uploads", 201, startBody, uploadInstructions),
  resumeUpload: endpoint("GET", "media/uploads/:media_id", 200, empty, uploadInstructions),
  completeUpload: endpoint("POST", "media/uploads/:media_id/complete", 202, completeBody.optional(), view),
  get: endpoint("GET", "media/:media_id", 200, empty, view),
  setAltText: endpoint("PATCH", "media/:media_id", 200, altTextBody, view),
  delete: endpoint("DELETE", "media/:media_id", 204, empty, empty),
  deleteAvatar: endpoint("DELETE", "media/avatar", 204, empty, empty),
};
