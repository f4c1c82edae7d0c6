import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** True where ffmpeg 5 or newer can be run. */
export async function hasFfmpeg(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)("ffmpeg", ["-version"]);
    return Number(/^ffmpeg version n?(\d+)/.exec(stdout)?.[1] ?? 0) >= 5;
  } catch {
    return false;
  }
}
