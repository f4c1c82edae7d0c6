import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Random } from "./random.ts";

/** Three seconds of moving colours with a soft tone, as ffmpeg makes them: MP4. Undefined where there is no ffmpeg. */
export async function makeVideo(random: Random, width: number, height: number): Promise<Buffer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "plaza-demo-"));
  const file = join(folder, "video.mp4");
  const picture = `gradients=size=${width}x${height}:rate=25:duration=3:speed=0.05:seed=${random.integer(1, 1e6)}`;
  const sound = `sine=frequency=${random.integer(200, 600)}:duration=3`;
  try {
    await promisify(execFile)("ffmpeg", [
      ...["-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound],
      ...[
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-filter:a",
        "volume=0.1",
        file,
      ],
    ]);
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
