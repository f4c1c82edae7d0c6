import { S3Error } from "../errors.ts";
import { requireValidKey } from "../target.ts";

/** The key that `x-amz-copy-source` names, in the one bucket that there is. */
export function copySourceKey(header: string, bucket: string): string {
  let source: string;
  try {
    source = decodeURIComponent(header).replace(/^\//, "");
  } catch {
    throw new S3Error("InvalidArgument", "Invalid copy source encoding.", { ArgumentName: "x-amz-copy-source" });
  }
  const slash = source.indexOf("/");
  if (slash < 0 || header.includes("?")) {
    throw new S3Error("InvalidArgument", "The copy source must be <bucket>/<key>.", {
      ArgumentName: "x-amz-copy-source",
    });
  }
  if (source.slice(0, slash) !== bucket) throw new S3Error("NoSuchBucket", "The specified bucket does not exist.");
  const key = source.slice(slash + 1);
  requireValidKey(key);
  return key;
}
