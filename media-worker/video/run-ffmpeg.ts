import type { FfmpegCommand } from "fluent-ffmpeg";
import { MediaError } from "../media/media-error.ts";

export interface RunOptions {
  signal: AbortSignal;
  /** How long it may take. */
  wallSeconds: number;
  /** Called with the time in the file, in seconds, that has been written. */
  onProgress?: (seconds: number) => void;
}

export const tookTooLong = "Processing took too long.";

const timePattern = /time=(\d+):(\d\d):(\d\d(?:\.\d+)?)/;

/**
 * Runs a command to its end. Its process leads a group of its own (confined/run) and is killed as such. The time is
 * read from its log: fluent-ffmpeg's `progress` would run ffprobe on the file outside of every confinement.
 * @returns the time in the file that was written last, in seconds
 */
export function runFfmpeg(command: FfmpegCommand, { signal, wallSeconds, onProgress }: RunOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    let written = 0;
    let started = false;
    let killedFor: Error | undefined;
    const kill = (reason: Error) => {
      killedFor ??= reason;
      const pid = (command as { ffmpegProc?: { pid?: number } }).ffmpegProc?.pid;
      if (started && pid !== undefined) killGroup(pid);
    };
    const aborted = () => kill(signal.reason as Error);
    const timer = setTimeout(() => kill(new MediaError(tookTooLong)), wallSeconds * 1000);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      finish();
    };
    signal.addEventListener("abort", aborted);
    if (signal.aborted) aborted();
    command
      .on("start", () => {
        started = true;
        if (killedFor) kill(killedFor);
      })
      .on("stderr", (line: string) => {
        const [, hours, minutes, seconds] = timePattern.exec(line) ?? [];
        if (seconds === undefined) return;
        written = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
        onProgress?.(written);
      })
      .on("end", () => settle(() => resolve(written)))
      .on("error", (error: Error) => settle(() => reject(killedFor ?? error)))
      .run();
  });
}

function killGroup(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It has ended, or has no group of its own yet.
    }
  }
}
