import { S3Error } from "../errors.ts";
import { maxPartNumber, type NamedPart } from "../store/upload-store.ts";
import { readElements, readText } from "../xml.ts";
import { copySourceKey } from "./copy-source.ts";
import { type Exchange, sendXml } from "./handler.ts";

/** The upload that the request names, once it is known to belong to the request's key. */
export async function requireUpload({ request, store }: Pick<Exchange, "request" | "store">): Promise<string> {
  const uploadId = request.query.get("uploadId") ?? "";
  await store.requireUpload(request.key, uploadId);
  return uploadId;
}

export function requirePartNumber(text = ""): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= maxPartNumber) return Number(text);
  throw new S3Error("InvalidArgument", `Part number must be an integer between 1 and ${maxPartNumber}, inclusive`);
}

function readParts(document: string): NamedPart[] {
  const parts = readElements(document, "Part").map((part) => {
    const etag = readText(readElements(part, "ETag")[0] ?? "") ?? "";
    return { number: requirePartNumber(readElements(part, "PartNumber")[0]), etag: etag.trim().replaceAll('"', "") };
  });
  if (parts.length > 0 && parts.length <= maxPartNumber) return parts;
  throw new S3Error("MalformedXML", `The XML you provided is no list of 1 to ${maxPartNumber} parts.`);
}

/** CompleteMultipartUpload. s3rver's own ignores ETags, missing parts and the key. */
export async function completeUpload(exchange: Exchange): Promise<void> {
  const { request, response, store, document, maxObjectBytes } = exchange;
  const uploadId = await requireUpload(exchange);
  const { etag } = await store.completeUpload(request.key, uploadId, readParts(document), maxObjectBytes);
  const { host } = request.headers;
  const path = request.key.split("/").map(encodeURIComponent).join("/");
  sendXml(response, {
    CompleteMultipartUploadResult: {
      Location: `http://${host}/s3/${store.bucket}/${path}`,
      Bucket: store.bucket,
      Key: request.key,
      ETag: `"${etag}"`,
    },
  });
}

/** AbortMultipartUpload, which s3rver lacks. */
export async function abortUpload(exchange: Exchange): Promise<void> {
  const uploadId = await requireUpload(exchange);
  await exchange.store.abortUpload(uploadId);
  exchange.response.writeHead(204).end();
}

/** ListParts, which s3rver lacks. */
export async function listParts(exchange: Exchange): Promise<void> {
  const { request, response, store } = exchange;
  const uploadId = await requireUpload(exchange);
  const after = Number(request.query.get("part-number-marker") ?? 0);
  const maxParts = Math.min(1000, Number(request.query.get("max-parts") ?? 1000));
  if (!Number.isInteger(after) || !Number.isInteger(maxParts) || maxParts < 1) {
    throw new S3Error("InvalidArgument", "max-parts and part-number-marker must be integers.");
  }
  const later = (await store.parts(uploadId)).filter(({ number }) => number > after);
  const page = later.slice(0, maxParts);
  const isTruncated = later.length > page.length;
  sendXml(response, {
    ListPartsResult: {
      Bucket: store.bucket,
      Key: request.key,
      UploadId: uploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: isTruncated ? page.at(-1)?.number : undefined,
      MaxParts: maxParts,
      IsTruncated: isTruncated,
      Part: page.map(({ number, lastModified, etag, size }) => ({
        PartNumber: number,
        LastModified: lastModified,
        ETag: `"${etag}"`,
        Size: size,
      })),
    },
  });
}

/** UploadPartCopy, which tools use for objects of some megabytes and more. */
export async function copyPart(exchange: Exchange): Promise<void> {
  const { request, response, store } = exchange;
  const number = requirePartNumber(request.query.get("partNumber"));
  const uploadId = await requireUpload(exchange);
  const source = copySourceKey(request.headers["x-amz-copy-source"] ?? "", store.bucket);
  const range = request.headers["x-amz-copy-source-range"];
  const { etag, lastModified } = await store.copyPart(uploadId, number, source, ({ size }) => {
    if (range === undefined) return { first: 0, last: size - 1 };
    const [, first = "", last = ""] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range) ?? [];
    if (first === "" || Number(first) > Number(last) || Number(last) >= size) {
      throw new S3Error("InvalidRange", "The requested range is not satisfiable", { ActualObjectSize: String(size) });
    }
    return { first: Number(first), last: Number(last) };
  });
  sendXml(response, { CopyPartResult: { LastModified: lastModified, ETag: `"${etag}"` } });
}
