import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { callFunction } from "../clients.ts";
import type { Person } from "../people.ts";

export interface Media {
  id: string;
  status: "pending" | "processing" | "ready" | "failed";
  kind: string;
  width: number;
  height: number;
  duration_ms: number;
  blurhash: string;
  variants: { url: string; type: string; width: number; height: number; byte_size: number }[];
  hls_url: string | null;
  poster_url: string | null;
  storyboard: { url: string; columns: number; rows: number; count: number } | null;
  waveform: number[] | null;
  alt_text: string | null;
  error: string | null;
  progress: number;
}

export interface Upload {
  media_id: string;
  upload: { method: string; url: string; headers: Record<string, string> };
  expires_at: string;
}

type Sender = Pick<Person, "session">;

/** POST media/uploads, as a client that is signed in. */
export const announce = (person: Sender, body: Record<string, unknown>) =>
  callFunction("media/uploads", { body, token: person.session.access_token });

export const complete = (person: Sender, mediaId: string, body?: Record<string, unknown>) =>
  callFunction(`media/uploads/${mediaId}/complete`, { body, token: person.session.access_token });

export const getMedia = (person: Sender, mediaId: string) =>
  callFunction(`media/${mediaId}`, { method: "GET", token: person.session.access_token });

/** Announces a file and sends it; returns its identifier. */
export async function send(
  person: Sender,
  file: string | Uint8Array,
  contentType: string,
  purpose = "post",
): Promise<string> {
  const bytes = typeof file === "string" ? readFileSync(file) : file;
  const { status, body } = await announce(person, { purpose, content_type: contentType, byte_size: bytes.length });
  if (status !== 201) throw new Error(`The upload was refused (${status}): ${JSON.stringify(body)}`);
  const { media_id, upload } = body as unknown as Upload;
  const put = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: bytes as BodyInit });
  if (!put.ok) throw new Error(`S3 refused the file (${put.status}): ${await put.text()}`);
  return media_id;
}

/** Asks until the worker is done with a medium, one way or the other. */
export async function settled(person: Sender, mediaId: string, timeoutMs = 60_000): Promise<Media> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { body } = await getMedia(person, mediaId);
    const media = body.media as Media;
    if ((media.status === "ready" && media.progress === 100) || media.status === "failed") return media;
    if (Date.now() > deadline) throw new Error(`Still ${JSON.stringify(media)}`);
    await sleep(100);
  }
}

/** Sends a file, completes the upload and waits for what becomes of it. */
export async function share(
  person: Sender,
  file: string | Uint8Array,
  contentType: string,
  purpose = "post",
): Promise<Media> {
  const id = await send(person, file, contentType, purpose);
  const { status, body } = await complete(person, id);
  if (status !== 202) throw new Error(`The upload was not completed (${status}): ${JSON.stringify(body)}`);
  return settled(person, id);
}
