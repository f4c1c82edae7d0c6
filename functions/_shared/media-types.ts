/**
 * The types that may be uploaded, and how their files begin. Shared by functions/media, which looks at the first bytes,
 * and the worker, which reads nothing that they do not announce.
 */
export type MediaKind = "image" | "video" | "audio";

/** What files are stored and served as, whatever they are: no browser shows them, let alone runs them. */
export const fileContentType = "application/octet-stream";

type Format =
  | "jpeg"
  | "png"
  | "gif"
  | "webp"
  | "avif"
  | "heif"
  | "isobmff"
  | "matroska"
  | "mpeg-audio"
  | "ogg"
  | "wav"
  | "flac";

/** How many bytes tell every format. */
export const signatureBytes = 64;

const mediaTypes: Record<string, { kind: MediaKind; format: Format }> = {
  "image/jpeg": { kind: "image", format: "jpeg" },
  "image/png": { kind: "image", format: "png" },
  "image/gif": { kind: "image", format: "gif" },
  "image/webp": { kind: "image", format: "webp" },
  "image/avif": { kind: "image", format: "avif" },
  "image/heic": { kind: "image", format: "heif" },
  "video/mp4": { kind: "video", format: "isobmff" },
  "video/quicktime": { kind: "video", format: "isobmff" },
  "video/webm": { kind: "video", format: "matroska" },
  "video/x-matroska": { kind: "video", format: "matroska" },
  "audio/mp4": { kind: "audio", format: "isobmff" },
  "audio/x-m4a": { kind: "audio", format: "isobmff" },
  "audio/webm": { kind: "audio", format: "matroska" },
  "audio/mpeg": { kind: "audio", format: "mpeg-audio" },
  "audio/aac": { kind: "audio", format: "mpeg-audio" },
  "audio/ogg": { kind: "audio", format: "ogg" },
  "audio/wav": { kind: "audio", format: "wav" },
  "audio/flac": { kind: "audio", format: "flac" },
};

/** Other names that browsers and phones have for them. */
const otherNames: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/heif": "image/heic",
  "video/x-m4v": "video/mp4",
  "audio/m4a": "audio/mp4",
  "audio/mp3": "audio/mpeg",
  "audio/x-aac": "audio/aac",
  "audio/opus": "audio/ogg",
  "audio/wave": "audio/wav",
  "audio/x-wav": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
};

export const contentTypes = Object.keys(mediaTypes);

/** A type as it is written on the list: recorders add parameters, such as `;codecs=opus`. */
export function bareType(written: string): string {
  const bare = (written.split(";")[0] ?? "").trim().toLowerCase();
  return otherNames[bare] ?? bare;
}

export const kindOf = (contentType: string): MediaKind | undefined => mediaTypes[contentType]?.kind;

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

const startsWith = (bytes: Uint8Array, ...expected: number[]) => expected.every((byte, index) => bytes[index] === byte);

/** Boxes with which a QuickTime file may begin instead of `ftyp`, written before that existed. */
const quickTimeBoxes = ["moov", "mdat", "wide", "free", "skip", "pnot"];

/** The format that the first bytes of a file announce. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return "jpeg";
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return "gif";
  if (ascii(bytes, 0, 4) === "RIFF") {
    return ({ WEBP: "webp", WAVE: "wav" } as const)[ascii(bytes, 8, 12)];
  }
  const box = ascii(bytes, 4, 8);
  if (box === "ftyp") {
    const brand = ascii(bytes, 8, 12);
    if (brand === "avif" || brand === "avis") return "avif";
    if (/^(heic|heix|heim|heis|mif1)$/.test(brand)) return "heif";
    // The other pictures in this container (bursts, jxl …) are no video.
    return /^(hei|hev|msf1|jxl|crx)/.test(brand) ? undefined : "isobmff";
  }
  if (quickTimeBoxes.includes(box)) return "isobmff";
  if (startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return "matroska";
  if (ascii(bytes, 0, 4) === "OggS") return "ogg";
  if (ascii(bytes, 0, 4) === "fLaC") return "flac";
  // An ID3 tag, or the sync word of an MPEG audio or ADTS frame.
  if (ascii(bytes, 0, 3) === "ID3" || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)) return "mpeg-audio";
  return undefined;
}

/** True when a file that begins with these bytes can be of the type. */
export const beginsAs = (contentType: string, bytes: Uint8Array): boolean => {
  const type = mediaTypes[contentType];
  return type !== undefined && type.format === formatOf(bytes);
};
