import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inputConfinement } from "../video/codecs.ts";

const run = promisify(execFile);
const confinedFfmpeg = fileURLToPath(new URL("../confined/ffmpeg", import.meta.url));

const sampleRate = 1_000;
const maxBars = 100;
const fullScale = 32_768;

/** The peaks of up to 100 equal stretches, 0 to 100, for drawing. Read as raw samples, which fluent-ffmpeg would only pipe. */
export async function waveformOf(file: string, signal: AbortSignal): Promise<number[]> {
  const args = [...["-v", "error", "-nostdin"], ...inputConfinement, "-i", file];
  const output = ["-map", "0:a:0", "-ac", "1", "-ar", `${sampleRate}`, "-f", "s16le", "-"];
  const { stdout } = await run(confinedFfmpeg, [...args, ...output], {
    signal,
    encoding: "buffer",
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  const bars = Math.min(maxBars, samples.length);
  return Array.from({ length: bars }, (_, bar) => {
    const stretch = samples.subarray(
      Math.floor((bar * samples.length) / bars),
      Math.floor(((bar + 1) * samples.length) / bars),
    );
    const peak = stretch.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
    return Math.round((100 * peak) / fullScale);
  });
}
