import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MediaError } from "../media/media-error.ts";

const confined = fileURLToPath(new URL("../confined/heif-convert", import.meta.url));
/** What a shell says when there is no such program. */
const notFound = 127;

/**
 * The picture of an iPhone's file as a PNG, upright already. sharp comes without a decoder for HEVC, so it is libheif's own
 * program, confined as ffmpeg is.
 */
export async function readHeic(original: string, folder: string, signal: AbortSignal): Promise<string> {
  const file = join(folder, "decoded.png");
  try {
    await promisify(execFile)(confined, ["--quiet", original, file], { signal, timeout: 60_000 });
    return file;
  } catch (error) {
    if (signal.aborted) throw error;
    if ((error as { code?: unknown }).code === notFound) {
      throw new MediaError(
        "Pictures in HEIC cannot be read here. Send a JPEG, or set the camera to the format “Most compatible”.",
      );
    }
    throw new MediaError("The picture is damaged: it cannot be decoded.", { cause: error });
  }
}
