import { presignPart, presignPut, type UploadedPart } from "./storage.ts";

/** A row of private.media, as far as uploading needs it. */
export interface MediaRow {
  id: string;
  kind: string;
  status: string;
  folder: string;
  content_type: string;
  byte_size: number;
  upload_id: string | null;
  expires_at: string;
}

const mebibyte = 1024 * 1024;

/** Up to here a file is sent in one piece. */
export const singlePutBytes = 64 * mebibyte;
export const partBytes = 16 * mebibyte;

/** How long an upload may take, in seconds: a large one may be interrupted and taken up again the next day. */
export const uploadSeconds = (byteSize: number) => (byteSize > singlePutBytes ? 24 * 60 * 60 : 60 * 60);

export const originalKey = ({ folder }: Pick<MediaRow, "folder">) => `uploads/${folder}/original`;

/** The parts that a file of this length is sent in. */
export function partsOf(byteSize: number): { number: number; byteSize: number }[] {
  return Array.from({ length: Math.ceil(byteSize / partBytes) }, (_, index) => ({
    number: index + 1,
    byteSize: Math.min(partBytes, byteSize - index * partBytes),
  }));
}

/** What a client needs to send a file, or the rest of it: URLs that end with the upload. */
export async function uploadInstructions(media: MediaRow, uploaded: UploadedPart[] = []) {
  const byteSize = media.byte_size;
  const expiresIn = Math.max(1, Math.floor((Date.parse(media.expires_at) - Date.now()) / 1000));
  const key = originalKey(media);
  const shared = { media_id: media.id, expires_at: new Date(media.expires_at).toISOString() };
  const uploadId = media.upload_id;
  if (uploadId === null) {
    const url = await presignPut(key, media.content_type, byteSize, expiresIn);
    return { ...shared, upload: { method: "PUT", url, headers: { "content-type": media.content_type } } };
  }
  const arrived = new Set(uploaded.map(({ number }) => number));
  const missing = partsOf(byteSize).filter(({ number }) => !arrived.has(number));
  const parts = missing.map(async (part) => ({
    number: part.number,
    url: await presignPart(key, uploadId, part, expiresIn),
    byte_size: part.byteSize,
  }));
  return {
    ...shared,
    upload_id: uploadId,
    part_size: partBytes,
    parts: await Promise.all(parts),
    uploaded: uploaded.map(({ number, etag, byteSize }) => ({ number, etag, byte_size: byteSize })),
  };
}
