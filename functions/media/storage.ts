import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { optional, required } from "../_shared/environment.ts";

const bucket = required("S3_BUCKET");
const settings = {
  region: required("S3_REGION"),
  credentials: { accessKeyId: required("S3_ACCESS_KEY_ID"), secretAccessKey: required("S3_SECRET_ACCESS_KEY") },
  forcePathStyle: true,
  // Checksums of its own would become part of what a presigned URL demands of the client.
  requestChecksumCalculation: "WHEN_REQUIRED",
} as const;
const endpoint = required("S3_ENDPOINT");
const client = new S3Client({ ...settings, endpoint });
/** Signs what clients are given: they may reach the bucket under another name, and the name is signed too. */
const signer = new S3Client({ ...settings, endpoint: optional("S3_PUBLIC_ENDPOINT", endpoint) });

const isMissing = (error: unknown) =>
  error instanceof S3ServiceException && ["NotFound", "NoSuchKey", "NoSuchUpload"].includes(error.name);

/** Undefined in place of the error that says: there is no such thing. */
async function orMissing<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A URL that takes exactly this type and length, once or again until it expires. */
export const presignPut = (key: string, contentType: string, byteSize: number, expiresIn: number): Promise<string> =>
  getSignedUrl(
    signer,
    new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, ContentLength: byteSize }),
    { expiresIn, signableHeaders: new Set(["host", "content-type", "content-length"]) },
  );

export const presignPart = (
  key: string,
  uploadId: string,
  part: { number: number; byteSize: number },
  expiresIn: number,
): Promise<string> =>
  getSignedUrl(
    signer,
    new UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: part.number,
      ContentLength: part.byteSize,
    }),
    { expiresIn, signableHeaders: new Set(["host", "content-length"]) },
  );

/** A link to an object; with a file name, to a download of that name. */
export const presignRead = (key: string, expiresIn: number, fileName: string | null = null): Promise<string> => {
  const download = fileName === null ? {} : { ResponseContentDisposition: dispositionOf(fileName) };
  return getSignedUrl(signer, new GetObjectCommand({ Bucket: bucket, Key: key, ...download }), { expiresIn });
};

/** RFC 6266: the name in UTF-8, as RFC 8187 writes it. */
function dispositionOf(fileName: string): string {
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

export async function createMultipartUpload(key: string, contentType: string): Promise<string> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
  );
  return UploadId as string;
}

export interface UploadedPart {
  number: number;
  etag: string;
  byteSize: number;
}

/** The parts that have arrived so far; undefined once the upload is over. */
export async function listParts(key: string, uploadId: string): Promise<UploadedPart[] | undefined> {
  const answer = await orMissing(
    client.send(new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId, MaxParts: 1000 })),
  );
  return (
    answer?.Parts?.map(({ PartNumber = 0, ETag = "", Size = 0 }) => ({
      number: PartNumber,
      etag: ETag,
      byteSize: Size,
    })) ??
    (answer && [])
  );
}

/** Joins the parts. False when S3 does not accept them. An upload that is over already counts as joined. */
export async function completeMultipartUpload(
  key: string,
  uploadId: string,
  parts: Pick<UploadedPart, "number" | "etag">[],
): Promise<boolean> {
  const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
  const command = new CompleteMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts },
  });
  try {
    await orMissing(client.send(command));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$fault === "client") return false;
    throw error;
  }
}

/** What is stored under a key; undefined when nothing is. */
export async function headObject(key: string) {
  const head = await orMissing(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return head && { byteSize: head.ContentLength ?? 0, contentType: head.ContentType ?? "", etag: head.ETag ?? "" };
}

/** The first bytes of the very object that has this ETag; undefined when it has been replaced or has gone. */
export async function firstBytes(key: string, etag: string, count: number): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=0-${count - 1}`, IfMatch: etag }),
    );
    return await Body?.transformToByteArray();
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof S3ServiceException && error.name === "PreconditionFailed") return undefined;
    throw error;
  }
}

export const deleteObject = (key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
