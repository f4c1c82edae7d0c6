/** The parts of s3rver 3.7.1 (which ships no types) that are used here. */
declare module "s3rver" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  interface S3rverOptions {
    directory: string;
    silent: boolean;
    vhostBuckets: boolean;
    configureBuckets: { name: string }[];
  }

  /** A Koa application. */
  export default class S3rver {
    constructor(options: S3rverOptions);
    store: object;
    context: { store: object; onerror: (this: { res: ServerResponse }, error: unknown) => void };
    configureBuckets(): Promise<unknown>;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}

declare module "s3rver/lib/stores/filesystem.js" {
  export default class FilesystemStore {
    constructor(rootDirectory: string);
    readonly rootDirectory: string;
    getBucketPath(bucket: string): string;
    /** Where something that belongs to a key, or to the whole bucket when the key is undefined, is kept. */
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
    initiateUpload(bucket: string, key: string, uploadId: string, metadata: Record<string, string>): Promise<void>;
  }
}
