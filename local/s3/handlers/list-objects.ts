import { S3Error } from "../errors.ts";
import { type Exchange, sendXml } from "./handler.ts";

interface Listing {
  prefix: string;
  delimiter: string;
  /** The key or common prefix after which the page begins. */
  after: string;
  maxKeys: number;
}

interface Page {
  keys: string[];
  commonPrefixes: string[];
  /** The last item, when there are more. */
  next: string | undefined;
}

/** S3 orders keys by their bytes of UTF-8; JavaScript would order them by UTF-16. */
function sortedByBytes(keys: readonly string[]): string[] {
  const encoded = keys.map((key) => ({ key, bytes: Buffer.from(key) }));
  return encoded.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key);
}

/** Keys, with those beyond the delimiter rolled up into common prefixes; both count towards the page. */
export function pageOf(keys: readonly string[], { prefix, delimiter, after, maxKeys }: Listing): Page {
  const page: Page = { keys: [], commonPrefixes: [], next: undefined };
  const afterBytes = Buffer.from(after);
  const rolledUpAfter = delimiter !== "" && after.endsWith(delimiter);
  let last = "";
  for (const key of sortedByBytes(keys)) {
    if (Buffer.compare(Buffer.from(key), afterBytes) <= 0 || (rolledUpAfter && key.startsWith(after))) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const item = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (item === last) continue;
    if (page.keys.length + page.commonPrefixes.length === maxKeys) {
      page.next = last || undefined;
      return page;
    }
    (cut < 0 ? page.keys : page.commonPrefixes).push(item);
    last = item;
  }
  return page;
}

function readToken(token: string): string {
  const after = Buffer.from(token, "base64url").toString("utf8");
  if (!after || Buffer.from(after).toString("base64url") !== token) {
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
  }
  return after;
}

function readMaxKeys(text = "1000"): number {
  if (!/^\d{1,9}$/.test(text)) throw new S3Error("InvalidArgument", "max-keys must be an integer from 0.");
  return Math.min(1000, Number(text));
}

/**
 * ListObjectsV2, and its first version, which names the key after which a page begins. s3rver's own skips keys between pages (it orders file names, not keys) and makes its tokens with a
 * cipher that OpenSSL 3 no longer has.
 */
export async function listObjects({ request, response, store }: Exchange): Promise<void> {
  const { query } = request;
  const isFirst = request.operation === "ListObjects";
  if (!isFirst && query.get("list-type") !== "2") throw new S3Error("NotImplemented", "The only list-type is 2.");
  const encoding = query.get("encoding-type");
  if (encoding !== undefined && encoding !== "url") throw new S3Error("InvalidArgument", "Invalid Encoding Method");
  const encode = (key: string) => (encoding ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  const token = query.get("continuation-token");
  const startAfter = query.get(isFirst ? "marker" : "start-after");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = readMaxKeys(query.get("max-keys"));
  const after = token === undefined ? (startAfter ?? "") : readToken(token);
  const page = pageOf(await store.keys(prefix), { prefix, delimiter, after, maxKeys });
  const infos = await store.objectInfos(page.keys);

  sendXml(response, {
    ListBucketResult: {
      Name: store.bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter ? encode(delimiter) : undefined,
      [isFirst ? "Marker" : "StartAfter"]: startAfter === undefined ? (isFirst ? "" : undefined) : encode(startAfter),
      EncodingType: encoding,
      MaxKeys: maxKeys,
      KeyCount: isFirst ? undefined : page.keys.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ContinuationToken: token,
      [isFirst ? "NextMarker" : "NextContinuationToken"]:
        page.next && (isFirst ? encode(page.next) : Buffer.from(page.next).toString("base64url")),
      Contents: page.keys.flatMap((key, index) => {
        const info = infos[index]; // undefined: deleted since
        if (!info) return [];
        const { lastModified, etag, size } = info;
        return [
          { Key: encode(key), LastModified: lastModified, ETag: `"${etag}"`, Size: size, StorageClass: "STANDARD" },
        ];
      }),
      CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
    },
  });
}
