import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { MediaError } from "../media/media-error.ts";
import { inputConfinement } from "./codecs.ts";

const confinedProbe = fileURLToPath(new URL("../confined/ffprobe", import.meta.url));
/** A file of gigabytes is read from end to end. */
const timeoutMs = 300_000;
/** Covers, subtitles and sounds that nobody needs. */
const maxUnknownStreams = 32;
/** Twenty minutes of 120 frames a second. */
const maxTimes = 144_000;

export interface Stream {
  index: number;
  codec_type: string;
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  color_transfer?: string;
  color_primaries?: string;
  color_space?: string;
  duration?: string;
  channels?: number;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
  packets: Packets;
}

/** What a stream really has, in seconds since the file begins to play. */
export interface Packets {
  count: number;
  /** Where the earliest packet begins. */
  start: number;
  /** Where the latest packet begins. */
  last: number;
  /** Where the one ends that ends last. */
  end: number;
  /** Where each begins, in their order; of a file with more than anybody needs, the first of them. */
  times: number[];
}

export interface Probe {
  streams: Stream[];
  /** What the header promises; 0 when it promises nothing, as a recorder's that streams. */
  promised: number;
}

/** Of these a header says how long each stream is; others say it of the file, counted from zero and not from its start. */
const hasOwnDurations = (format: string) => format.split(",").includes("mp4");

/**
 * What a file says about itself, and what is in it: its packets are counted, since a header may promise more, and
 * recorders leave lengths out. Not fluent-ffmpeg's ffprobe, which cannot be stopped when it takes too long.
 * @throws MediaError when it is no audio or video file at all
 */
export async function probe(file: string, signal: AbortSignal): Promise<Probe> {
  const probing = new Probing(file, signal);
  const header = await probing.run(["-of", "json", "-show_format", "-show_streams"], (process) =>
    text(process.stdout as NonNullable<ChildProcess["stdout"]>),
  );
  const { streams, format }: { streams: Stream[]; format: Record<string, string> } = JSON.parse(header);
  const origin = Number(format.start_time) || 0;
  const packets = await probing.run(
    ["-of", "csv=p=0", "-show_entries", "packet=stream_index,pts_time,dts_time,duration_time"],
    (process) => countPackets(process, origin),
  );
  const duration = Number(format.duration) || 0;
  return {
    streams: streams.map((stream) => ({
      ...stream,
      packets: packets.get(stream.index) ?? { count: 0, start: 0, last: 0, end: 0, times: [] },
    })),
    promised: hasOwnDurations(format.format_name ?? "") ? duration : Math.max(0, duration - origin),
  };
}

async function countPackets(process: ChildProcess, origin: number): Promise<Map<number, Packets>> {
  const found = new Map<number, Packets>();
  for await (const line of createInterface({ input: process.stdout as NonNullable<ChildProcess["stdout"]> })) {
    const [index, presented, decoded, lasts] = line.split(",");
    const time = [presented, decoded].map(Number.parseFloat as (text?: string) => number).find(Number.isFinite);
    if (!index || time === undefined) continue;
    const at = time - origin;
    const stream = found.get(Number(index)) ?? { count: 0, start: at, last: at, end: at, times: [] };
    stream.count += 1;
    stream.start = Math.min(stream.start, at);
    stream.last = Math.max(stream.last, at);
    stream.end = Math.max(stream.end, at + (Number.parseFloat(lasts ?? "") || 0));
    if (stream.times.length < maxTimes) stream.times.push(at);
    found.set(Number(index), stream);
  }
  // They lie in the order in which they are decoded.
  for (const { times } of found.values()) times.sort((one, other) => one - other);
  return found;
}

/**
 * Runs ffprobe on one file. It opens a decoder for every stream, and ends when one may not be opened, needed or not.
 * Then it is asked again, and may set up that one decoder for that one stream. It decodes nothing with it: what looks at
 * packets before is the demuxer, whose list stays as it is.
 */
class Probing {
  readonly #file: string;
  readonly #signal: AbortSignal;
  readonly #unknown: string[] = [];

  constructor(file: string, signal: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
  }

  async run<Result>(args: string[], read: (process: ChildProcess) => Promise<Result>): Promise<Result> {
    for (;;) {
      const process = spawn(
        confinedProbe,
        [...inputConfinement, ...this.#unknown, "-v", "warning", ...args, this.#file],
        {
          signal: AbortSignal.any([this.#signal, AbortSignal.timeout(timeoutMs)]),
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      const ended = new Promise<number | null>((resolve, reject) => process.on("error", reject).on("close", resolve));
      const [result, log, code] = await Promise.all([read(process), readEnd(process), ended]);
      if (code === 0) return result;
      this.#signal.throwIfAborted();
      if (!this.#mayOpen(log)) {
        throw new MediaError("The file is damaged or incomplete: it cannot be read.", { cause: new Error(log) });
      }
    }
  }

  #mayOpen(log: string): boolean {
    const stream = /Could not open codec for input stream (\d+)/.exec(log)?.[1];
    const decoder = [...log.matchAll(/Codec \((\w+)\) not on whitelist/g)].at(-1)?.[1];
    if (stream === undefined || decoder === undefined || this.#unknown.length >= 2 * maxUnknownStreams) return false;
    this.#unknown.push(`-codec_whitelist:${stream}`, decoder);
    return true;
  }
}

const maxLog = 16_384;

/** The end of what a program complains about. */
async function readEnd(process: ChildProcess): Promise<string> {
  let log = "";
  for await (const chunk of process.stderr as NonNullable<ChildProcess["stderr"]>)
    log = `${log}${chunk}`.slice(-maxLog);
  return log;
}

/** `30000/1001` as a number; 0 when it is unknown. */
export function rate(fraction = "0/0"): number {
  const [numerator = 0, denominator = 0] = fraction.split(/[/:]/).map(Number);
  return denominator > 0 ? numerator / denominator : 0;
}
