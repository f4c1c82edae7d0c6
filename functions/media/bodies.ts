import { z } from "zod";
import { bareType } from "../_shared/media-types.ts";

// The bodies of the calls of this function. client/contract reads them too: nothing but shapes belongs here.

/** What a picture shows, for people who cannot see it. */
const altText = z.string().trim().max(1500);

/** Marks of direction that phones put before names; nobody sees them. */
const directionMarks = /[\u200e\u200f\u061c\ufeff]/g;

/**
 * What a file is called, for who receives it: no path, something to see, and nothing that turns around what follows, so
 * that an `exe` looks like a `pdf`. Joiners belong to words and emojis.
 */
const fileName = z
  .string()
  .transform((name) => name.replace(directionMarks, "").trim())
  .pipe(
    z
      .string()
      .max(200)
      .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069/\\]+$/u)
      .regex(/[^\p{Cf}\p{Z}\u115f\u1160\u2800\u3164\uffa0]/u),
  );

export const startBody = z.strictObject({
  purpose: z.enum(["avatar", "post", "comment", "message", "verification"]),
  content_type: z.string().max(200).transform(bareType),
  byte_size: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  alt_text: altText.optional(),
  name: fileName.optional(),
});

const part = z.strictObject({ number: z.int().min(1).max(10_000), etag: z.string().min(1).max(100) });
export type NamedPart = z.infer<typeof part>;

export const completeBody = z.strictObject({ parts: z.array(part).max(10_000).optional() });

export const altTextBody = z.strictObject({ alt_text: altText.nullable() });
