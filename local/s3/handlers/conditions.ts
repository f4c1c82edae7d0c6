import type { SealedInfo } from "../store/sealed-file.ts";

type Headers = Readonly<Record<string, string>>;

const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);

function lists(header: string, etag: string): boolean {
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(`"${etag}"`) || tags.includes(etag);
}

/** The status that the conditional headers of RFC 9110 section 13 demand instead of the object, in its precedence. */
export function failedCondition(headers: Headers, info: SealedInfo): 304 | 412 | undefined {
  const modified = seconds(info.lastModified);
  if (headers["if-match"] !== undefined) {
    if (!lists(headers["if-match"], info.etag)) return 412;
  } else if (modified > seconds(headers["if-unmodified-since"] ?? "")) return 412;
  if (headers["if-none-match"] !== undefined) return lists(headers["if-none-match"], info.etag) ? 304 : undefined;
  return modified <= seconds(headers["if-modified-since"] ?? "") ? 304 : undefined;
}

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The part of an object that `Range` asks for. Several ranges, other units and nonsense mean the whole, as RFC 9110
 * section 14.2 allows and S3 does, and so does an `If-Range` that no longer holds.
 */
export function requestedRange(headers: Headers, info: SealedInfo): ByteRange | "unsatisfiable" | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const ifRange = headers["if-range"];
  if (ifRange !== undefined && ifRange !== `"${info.etag}"` && seconds(ifRange) !== seconds(info.lastModified)) {
    return undefined;
  }
  const end = info.size - 1;
  const range =
    from === ""
      ? { first: Math.max(0, info.size - Number(to)), last: end }
      : { first: Number(from), last: to === "" ? end : Math.min(end, Number(to)) };
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  return range.first > range.last ? "unsatisfiable" : range;
}
