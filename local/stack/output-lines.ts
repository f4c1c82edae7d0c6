import type { Readable } from "node:stream";

/** Postgres and others repeat what a client has sent, which may be a megabyte without a line break. */
const maxLineLength = 2_000;

/** Calls back with the lines that a process prints, as they come. A long one is cut, and says how long it was. */
export function readLines(stream: Readable, callback: (lines: string[]) => void): void {
  let line = "";
  let length = 0;
  const add = (text: string) => {
    length += text.length;
    if (line.length < maxLineLength) line += text.slice(0, maxLineLength - line.length);
  };
  const finished = () => {
    const whole = length > line.length ? `${line} … (${length} characters)` : line;
    line = "";
    length = 0;
    return whole;
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines: string[] = [];
    const [first = "", ...others] = chunk.split("\n");
    add(first);
    for (const next of others) {
      lines.push(finished());
      add(next);
    }
    if (lines.length > 0) callback(lines);
  });
  stream.on("end", () => {
    if (length > 0) callback([finished()]);
  });
  // What cannot be read any more was not printed.
  stream.on("error", () => {});
}

/** A line as a terminal may show it: what a client has sent must not move its cursor. */
export const printable = (line: string): string =>
  line.replace(/[\p{Cc}\p{Cf}]/gu, (sign) =>
    sign === "\t" ? sign : `\\u{${(sign.codePointAt(0) as number).toString(16)}}`,
  );
