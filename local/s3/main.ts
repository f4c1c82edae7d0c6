import { createS3Server, type S3ServerOptions } from "./server.ts";
import { bucketName } from "./target.ts";

const gibibyte = 1024 ** 3;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The S3 server needs the environment variable ${name}.`);
  return value;
}

function positiveInteger(name: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0 && value <= max) return value;
  throw new Error(`${name} must be an integer from 1 to ${max}, not "${text}".`);
}

function readOptions(): S3ServerOptions {
  const bucket = required("S3_BUCKET");
  const publicPrefix = required("S3_PUBLIC_PREFIX");
  if (!bucketName.test(bucket)) throw new Error(`S3_BUCKET "${bucket}" is no bucket name.`);
  // Else "public" would also open "public-drafts/".
  const signedPrefix = required("S3_SIGNED_PREFIX");
  if (![publicPrefix, signedPrefix].every((prefix) => prefix.endsWith("/"))) {
    throw new Error("S3_PUBLIC_PREFIX and S3_SIGNED_PREFIX must end with a slash.");
  }
  return {
    dataFolder: required("S3_DATA_FOLDER"),
    accessKeyId: required("S3_ACCESS_KEY_ID"),
    secretAccessKey: required("S3_SECRET_ACCESS_KEY"),
    region: process.env.S3_REGION || "local",
    bucket,
    publicPrefix,
    signedPrefix,
    urlSecrets: [required("S3_URL_SECRET"), process.env.S3_URL_SECRET_OLD || ""].filter(Boolean),
    maxObjectBytes: positiveInteger(
      "S3_MAX_OBJECT_BYTES",
      process.env.S3_MAX_OBJECT_BYTES || String(5 * gibibyte),
      5 * gibibyte,
    ),
  };
}

const port = positiveInteger("S3_PORT", required("S3_PORT"), 65_535);
const server = await createS3Server(readOptions());
server.listen(port, "127.0.0.1", () => console.log(`s3: listening on 127.0.0.1:${port}`));

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Whoever is still sending after this is cut off; an unfinished upload leaves nothing behind.
    setTimeout(() => server.closeAllConnections(), 3000).unref();
  });
}
