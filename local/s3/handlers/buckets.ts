import { stat } from "node:fs/promises";
import { S3Error } from "../errors.ts";
import { type Exchange, sendXml } from "./handler.ts";

/** ListBuckets: the one there is. */
export async function listBuckets({ response, store }: Exchange): Promise<void> {
  const { birthtime } = await stat(store.getBucketPath(store.bucket));
  sendXml(response, {
    ListAllMyBucketsResult: {
      Owner: { ID: "plaza" },
      Buckets: { Bucket: [{ Name: store.bucket, CreationDate: birthtime.toISOString() }] },
    },
  });
}

/** CreateBucket, as it is answered where the bucket is there already, or no other may be made. */
export async function createBucket({ request, store }: Exchange): Promise<void> {
  if (request.bucket !== store.bucket)
    throw new S3Error("NotImplemented", "This server has one bucket and makes no other.");
  throw new S3Error("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded.", {
    BucketName: store.bucket,
  });
}

/** GetBucketLocation. The first region of AWS has no name there. The SDK reads the answer only in S3's namespace. */
export async function getBucketLocation({ response, region }: Exchange): Promise<void> {
  const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
  const location = region === "us-east-1" ? "" : region;
  response.setHeader("content-type", "application/xml");
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${namespace}">${location}</LocationConstraint>`,
  );
}
