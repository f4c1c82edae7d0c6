import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { inject } from "vitest";
import type { Target } from "../e2e-target.ts";

/** What is stored below a prefix of the bucket of the embedded stack under test. */
export async function keysBelow(prefix: string): Promise<string[]> {
  const { bucket, endpoint, region, ...credentials } = inject("target").s3 as NonNullable<Target["s3"]>;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Contents.map(({ Key }) => Key as string);
}
