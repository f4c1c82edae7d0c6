/**
 * The worker's ladder against one bare ffmpeg command that makes the same, and against one run a rendition.
 * node bench/media/bench.ts [seconds of video] [rounds]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ladderFor, type Rendition } from "../../media-worker/video/ladder.ts";
import { transcode } from "../../media-worker/video/transcode.ts";

const seconds = Number(process.argv[2] ?? 20);
const rounds = Number(process.argv[3] ?? 3);
const [width, height] = [1920, 1080];
const folder = mkdtempSync(join(tmpdir(), "plaza-media-bench-"));
const input = join(folder, "input.mp4");
const renditions = ladderFor(width, height);

const ffmpeg = (...args: string[]) =>
  execFileSync("ffmpeg", ["-v", "error", "-nostdin", "-y", ...args], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });

/** Moving, detailed and noisy, so that encoding costs what it costs for a camera's picture. */
function makeInput(): void {
  const picture = `testsrc2=size=${width}x${height}:rate=30:duration=${seconds},noise=alls=8:allf=t`;
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", `sine=duration=${seconds}`, ...codec, input);
}

const x264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high"];
const keyFrames = ["-force_key_frames", "expr:gte(t,n_forced*4)", "-sc_threshold", "0", "-g", "600"];
const aac = ["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"];
const hls = [
  "-f",
  "hls",
  "-hls_time",
  "4",
  "-hls_playlist_type",
  "vod",
  "-hls_segment_type",
  "fmp4",
  "-hls_flags",
  "single_file+independent_segments",
];

const rates = ({ maxRate }: Rendition, stream: string) => [
  ...[`-maxrate:v${stream}`, `${maxRate}`],
  ...[`-bufsize:v${stream}`, `${2 * maxRate}`],
];

/** The ladder as somebody would type it: one decoder, no poster, no storyboard, no checks, no progressive file. */
function bareLadder(): void {
  const branches = renditions.map((_, index) => `[r${index}]`).join("");
  const scales = renditions.map((size, index) => `[r${index}]scale=${size.width}:${size.height}[v${index}]`);
  const streams = renditions.map(({ name }, index) => `v:${index},agroup:a,name:${name}`);
  ffmpeg(
    ...["-i", input, "-filter_complex", [`[0:v]split=${renditions.length}${branches}`, ...scales].join(";")],
    ...renditions.flatMap((_, index) => ["-map", `[v${index}]`]),
    ...["-map", "0:a", ...aac, ...x264, ...keyFrames],
    ...renditions.flatMap((rendition, index) => rates(rendition, `:${index}`)),
    ...[...hls, "-master_pl_name", "bare.m3u8", "-var_stream_map", ["a:0,agroup:a,name:audio", ...streams].join(" ")],
    ...["-hls_segment_filename", "bare-%v.m4s", "bare-%v.m3u8"],
  );
}

/** One ffmpeg run a rendition, each of which decodes anew. */
function oneRunEach(): void {
  for (const rendition of renditions) {
    const scale = ["-vf", `scale=${rendition.width}:${rendition.height}`];
    const files = ["-hls_segment_filename", `each-${rendition.name}.m4s`, `each-${rendition.name}.m3u8`];
    ffmpeg("-i", input, "-map", "0:v", ...scale, ...x264, ...keyFrames, ...rates(rendition, ""), ...hls, ...files);
  }
  ffmpeg("-i", input, "-map", "0:a", ...aac, ...hls, "-hls_segment_filename", "each-audio.m4s", "each-audio.m3u8");
}

async function workerLadder(): Promise<void> {
  const output = mkdtempSync(join(folder, "worker-"));
  await transcode({ input, folder: output, signal: new AbortController().signal, report: () => {} });
}

/** Processor time of everything that this process has run and that has ended, in seconds (Linux; see proc(5)). */
function processorSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return (user + system + childUser + childSystem) / 100;
}

interface Cost {
  wall: number;
  processor: number;
}

async function costOf(run: () => void | Promise<void>): Promise<Cost> {
  const [startedAt, before] = [performance.now(), processorSeconds()];
  await run();
  return { wall: (performance.now() - startedAt) / 1000, processor: processorSeconds() - before };
}

try {
  makeInput();
  await workerLadder(); // fluent-ffmpeg asks once which encoders there are
  const contenders = { "the worker": workerLadder, "one bare command": bareLadder, "one run a rendition": oneRunEach };
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < rounds; round++) {
    // In turns, so that whatever else the machine does meets all of them.
    for (const [name, run] of Object.entries(contenders)) {
      costs.set(name, [...(costs.get(name) ?? []), await costOf(run)]);
    }
  }
  const best = (name: string, measure: keyof Cost) => Math.min(...(costs.get(name) ?? []).map((cost) => cost[measure]));
  const column = (name: string, measure: keyof Cost) => {
    const ratio = best(name, measure) / best("one bare command", measure);
    return `${best(name, measure).toFixed(2).padStart(7)} s (${ratio.toFixed(2)} ×)`;
  };
  console.log(`${seconds} s of ${width}×${height}, ${renditions.map(({ name }) => name).join(" ")}, best of ${rounds}`);
  for (const name of costs.keys()) {
    console.log(`${name.padEnd(20)} wall ${column(name, "wall")}   processor ${column(name, "processor")}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
