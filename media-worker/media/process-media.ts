import { open } from "node:fs/promises";
import { join } from "node:path";
import { beginsAs, signatureBytes } from "../../functions/_shared/media-types.ts";
import type { PictureHash } from "../image/pdq.ts";
import type { Job, WorkerContext } from "../queue.ts";
import { MediaError } from "./media-error.ts";
import { ProgressReport } from "./progress-report.ts";
import { type Address, Publisher } from "./publisher.ts";
import { withTempFolder } from "./temp-folders.ts";

export type Purpose = "avatar" | "post" | "comment" | "message" | "verification";

/** A row of private.media, as far as converting needs it. */
export interface Medium {
  id: string;
  purpose: Purpose;
  kind: string;
  content_type: string;
  byte_size: string;
  folder: string;
  etag: string;
  attempt: number;
  /** The attempt in whose folder people see a part already. */
  shown_attempt: number | null;
}

export type Variant = Address & { type: string; width?: number; height?: number; byte_size: number };

/** What private.settle_media takes. */
export interface Result {
  width?: number;
  height?: number;
  duration_ms?: number;
  blurhash?: string;
  variants: Variant[];
  hls_url?: string;
  poster_url?: string;
  storyboard?: Record<string, unknown>;
  waveform?: number[];
  /** Of what can be seen in it, in case that is banned. */
  hashes?: PictureHash[];
}

export interface Conversion {
  medium: Medium;
  /** The file that was uploaded. */
  original: string;
  /** For whatever the conversion writes on its way. */
  folder: string;
  publisher: Publisher;
  signal: AbortSignal;
  /** Says how far it is, 0 to 1. */
  report(done: number): void;
  /** Lets people see what there is so far. */
  show(part: Result): Promise<void>;
}

export type Convert = (conversion: Conversion) => Promise<Result>;

const secondsSince = (startedAt: number) => Number(((performance.now() - startedAt) / 1000).toFixed(1));

/** Who reads what is made: everybody, whoever has an address that has not expired, or whom functions/media signs for. */
const areas: Record<Purpose, "public" | "signed" | "private"> = {
  avatar: "public",
  post: "signed",
  comment: "signed",
  message: "private",
  verification: "private",
};

/** What the owner was shown to have uploaded must still be there, and begin as it did then. */
async function fetchOriginal({ storage }: WorkerContext, medium: Medium, file: string, signal: AbortSignal) {
  const key = `uploads/${medium.folder}/original`;
  if (!(await storage.download(key, medium.etag, file, signal))) {
    throw new MediaError("The uploaded file was changed or removed before it could be processed.");
  }
  // A file may be anything: nothing here reads it.
  if (medium.kind === "file") return;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(signatureBytes), 0, signatureBytes, 0);
    if (!beginsAs(medium.content_type, buffer.subarray(0, bytesRead))) {
      throw new MediaError(`The file is not of the type ${medium.content_type}.`);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Makes of an uploaded file what people see. Any number of attempts lead to one result: each writes to a folder of its
 * own, and the database accepts only the latest. Once people see a part, later attempts add the rest where that lies,
 * since its addresses are out: names with a hash get along with one another, and nothing there is deleted.
 */
export async function processMedia(context: WorkerContext, job: Job, convert: Convert): Promise<void> {
  const { sql, storage, say } = context;
  const [medium] = await sql<Medium[]>`select * from private.claim_media(${job.id})`;
  if (!medium?.id) return; // done already, or deleted
  const progress = new ProgressReport(sql, medium, job.signal);
  const folderAttempt = medium.shown_attempt ?? medium.attempt;
  const publisher = new Publisher(
    storage,
    `${areas[medium.purpose]}/${medium.folder}/${folderAttempt}/`,
    progress.signal,
  );
  const startedAt = performance.now();
  const finish = async (result: Result, isWhole: boolean): Promise<boolean> => {
    const [finished] = await sql`
      select private.settle_media(${medium.id}, ${medium.attempt}, ${sql.json(result as never)}, ${isWhole}) as accepted`;
    return finished?.accepted;
  };
  const show = async (part: Result) => {
    if (!(await finish(part, false))) progress.supersede();
    progress.signal.throwIfAborted();
    say("media ready in part", { id: medium.id, seconds: secondsSince(startedAt) });
  };
  const discard = async () => {
    const [shown] = await sql`select 1 from private.media where id = ${medium.id} and shown_attempt = ${folderAttempt}`;
    if (!shown) await storage.deleteAll(publisher.prefix);
  };
  try {
    const accepted = await withTempFolder(async (folder) => {
      const original = join(folder, "original");
      await fetchOriginal(context, medium, original, progress.signal);
      const report = (done: number) => progress.report(done);
      const result = await convert({ medium, original, folder, publisher, signal: progress.signal, report, show });
      await progress.settle();
      return finish(result, true);
    });
    if (!accepted) await discard();
    const seconds = secondsSince(startedAt);
    say(accepted ? "media ready" : "media finished by another attempt, or deleted", { id: medium.id, seconds });
  } catch (error) {
    await progress.settle();
    if (progress.superseded) {
      await discard();
      say("media given up: deleted, or taken over by another attempt", { id: medium.id });
    } else if (error instanceof MediaError) {
      await sql`select private.fail_media(${medium.id}, ${medium.attempt}, ${error.message})`;
      say("media refused", { id: medium.id, reason: error.message, cause: String(error.cause ?? "") });
    } else {
      throw error;
    }
  }
}
