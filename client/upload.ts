import type { Edge } from "./calls.ts";
import type { Answer, Body } from "./contract/index.ts";
import { offline, PlazaError } from "./errors.ts";
import { load, type Storage, save } from "./storage.ts";
import { backoff, sleep, throwIfAborted } from "./time.ts";

type Instructions = Answer<"media", "startUpload">;
type Multipart = Extract<Instructions, { upload_id: string }>;
export type Medium = Answer<"media", "completeUpload">["media"];

export interface UploadOptions {
  purpose: Body<"media", "startUpload">["purpose"];
  /** What the picture shows, for people who cannot see it. */
  alt_text?: string;
  /** For messages: makes it a file of any type, which is handed on as it is. */
  name?: string;
  /** How much of it has arrived, in bytes. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

const atOnce = 3;
const attempts = 6;

/**
 * Sends a file to where it is kept, and returns what it is by now: a picture or video is `processing` first, and the event `media` says
 * when it is ready. Large files go in parts; when the program ends on the way, the same file given again goes on where it stopped.
 */
export async function upload(edge: Edge, storage: Storage, file: Blob, options: UploadOptions): Promise<Medium> {
  const { purpose, alt_text, name, onProgress, signal } = options;
  const key = `plaza.upload:${purpose}:${name ?? ""}:${describe(file)}`;
  let instructions = await resumed(edge, storage, key, signal);
  if (!instructions) {
    const body = { purpose, content_type: file.type, byte_size: file.size, alt_text, name };
    instructions = await edge("media", "startUpload", { body, signal });
    await save(storage, key, instructions.media_id);
  }
  const progress = new Map<number, number>();
  const report = (part: number, sent: number) => {
    progress.set(part, sent);
    onProgress?.(
      [...progress.values()].reduce((sum, bytes) => sum + bytes, 0),
      file.size,
    );
  };
  try {
    if ("upload" in instructions) {
      const { url, headers } = instructions.upload;
      await put(url, file, headers, (sent) => report(1, sent), signal);
    } else {
      await putParts(instructions, file, report, signal);
    }
    const id = instructions.media_id;
    const { media } = await edge("media", "completeUpload", { id, body: {}, signal, isSafe: true });
    await save(storage, key, null);
    return media;
  } catch (error) {
    // What cannot become anything is not taken up again.
    if (error instanceof PlazaError && !error.isTemporary) await save(storage, key, null);
    throw error;
  }
}

/** What tells a file from another without reading it. */
const describe = (file: Blob): string => {
  const { name = "", lastModified = 0 } = file as Partial<File>;
  return [name, file.type, file.size, lastModified].join(":");
};

/** How to go on with what was begun earlier; null where there is nothing to go on with. */
async function resumed(edge: Edge, storage: Storage, key: string, signal?: AbortSignal): Promise<Instructions | null> {
  const id = await load<string>(storage, key);
  if (id === null) return null;
  try {
    return await edge("media", "resumeUpload", { id, signal });
  } catch (error) {
    if (error instanceof PlazaError && error.isTemporary) throw error;
    return null;
  }
}

async function putParts(
  { part_size, parts, uploaded }: Multipart,
  file: Blob,
  report: (part: number, sent: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { number, byte_size } of uploaded) report(number, byte_size);
  const waiting = [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { number, url, byte_size } = part;
      const from = (number - 1) * part_size;
      await put(url, file.slice(from, from + byte_size), {}, (sent) => report(number, sent), signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Sends bytes to an address, again where that can help. */
async function put(
  url: string,
  bytes: Blob,
  headers: Record<string, string>,
  sent: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const status = await (typeof XMLHttpRequest === "undefined"
        ? putByFetch(url, bytes, headers, signal)
        : putByRequest(url, bytes, headers, sent, signal));
      if (status < 300) return sent(bytes.size);
      const message = `The storage answered ${status}.`;
      throw new PlazaError(
        { code: status >= 500 ? "UNAVAILABLE" : "INVALID_MEDIA", message },
        status < 500 ? status : 503,
      );
    } catch (error) {
      sent(0);
      throwIfAborted(signal);
      if (!(error instanceof PlazaError && error.isTemporary) || attempt >= attempts) throw error;
      await sleep(backoff(attempt), signal);
    }
  }
}

async function putByFetch(url: string, body: Blob, headers: Record<string, string>, signal?: AbortSignal) {
  try {
    return (await fetch(url, { method: "PUT", body, headers, signal: signal ?? null })).status;
  } catch (error) {
    throw offline(error);
  }
}

/** fetch says nothing of how far a body has come; this does. */
function putByRequest(
  url: string,
  bytes: Blob,
  headers: Record<string, string>,
  sent: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.upload.onprogress = ({ loaded }) => sent(loaded);
    request.onload = () => resolve(request.status);
    request.onerror = request.onabort = request.ontimeout = () => reject(offline());
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort);
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(bytes);
  });
}
