import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePorts } from "../../local/stack/ports.ts";
import { credentials, refusal, s3Client, send, signed } from "./s3-service.ts";

const Bucket = "media";
const main = join(import.meta.dirname, "../../local/s3/main.ts");
let folder: string;
let port: number;
let client: S3Client;
let server: ChildProcess | undefined;

function environment(): Record<string, string> {
  return {
    S3_PORT: String(port),
    S3_DATA_FOLDER: folder,
    S3_ACCESS_KEY_ID: credentials.accessKeyId,
    S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    S3_BUCKET: Bucket,
    S3_PUBLIC_PREFIX: "public/",
    S3_SIGNED_PREFIX: "signed/",
    S3_URL_SECRET: "of the addresses that expire",
  };
}

async function start(): Promise<void> {
  server = spawn(process.execPath, [main], { env: environment(), stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout as NodeJS.ReadableStream, "data");
}

async function stop(signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(server as ChildProcess, "exit");
  server?.kill(signal);
  return (await exited)[0];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plaza-s3-"));
  [port] = (await freePorts(1)) as [number];
  client = s3Client(port);
  await start();
});
afterAll(async () => {
  client.destroy();
  if (server?.exitCode === null && server.signalCode === null) await stop("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const put = (Key: string, Body: string | Buffer) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray();

describe("the process", () => {
  test("is healthy, and reachable from this machine alone", async () => {
    const answer = await send(port, { method: "GET", path: "/health" });
    expect(answer).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(answer.headers["content-type"]).toBe("application/json");
  });

  test.each([
    "S3_PORT",
    "S3_DATA_FOLDER",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_BUCKET",
    "S3_PUBLIC_PREFIX",
    "S3_SIGNED_PREFIX",
    "S3_URL_SECRET",
  ])("does not start without %s", async (name) => {
    const { [name]: _, ...env } = environment();
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
    const [[code], chunks] = await Promise.all([once(child, "exit"), Array.fromAsync(child.stderr)]);
    expect(code).toBe(1);
    expect(Buffer.concat(chunks).toString()).toContain(name);
  });
});

test("objects survive an ordinary stop", async () => {
  await put("stays", "here");
  expect(await stop("SIGTERM")).toBe(0);
  await start();
  expect(Buffer.from((await read("stays")) ?? []).toString()).toBe("here");
});

test("a kill in the middle of an upload leaves the old object, or none", async () => {
  await put("killed/old", "old");
  const body = Buffer.alloc(4 * 1024 * 1024, "new");
  for (const key of ["killed/old", "killed/new"]) {
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "content-length": String(body.length) };
    const raw = await signed(port, { method: "PUT", path: `/s3/media/${key}`, headers });
    const upload = request({ host: "127.0.0.1", port, method: "PUT", path: raw.path, headers: raw.headers ?? {} });
    upload.on("error", () => {});
    upload.write(body.subarray(0, body.length - 1));
  }
  await expect.poll(() => readdirSync(join(folder, "incoming"))).toHaveLength(2);
  await stop("SIGKILL");
  await start();
  expect(Buffer.from((await read("killed/old")) ?? []).toString()).toBe("old");
  expect(await refusal(read("killed/new"))).toMatchObject({ code: "NoSuchKey" });
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "killed/" }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["killed/old"]);
  expect(readdirSync(join(folder, "incoming"))).toEqual([]);
});

test("kills at any moment leave every object whole", async () => {
  const size = 256 * 1024;
  const bodyOf = (letter: string) => Buffer.alloc(size, letter);
  for (let round = 0; round < 5; round++) {
    const uploads = Array.from({ length: 8 }, (_, index) => put(`torn/${index % 4}`, bodyOf("abcdefgh".charAt(index))));
    setTimeout(() => server?.kill("SIGKILL"), 10 + round * 12);
    const exited = once(server as ChildProcess, "exit");
    await Promise.allSettled(uploads);
    await exited;
    await start();
    for (const { Key, ETag } of (await client.send(new ListObjectsV2Command({ Bucket, Prefix: "torn/" }))).Contents ??
      []) {
      const object = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      expect(bytes.equals(bodyOf(String.fromCharCode(bytes[0] ?? 0)))).toBe(true);
      expect(object.ETag).toBe(ETag);
    }
  }
});

test("of concurrent uploads of one key, one wins whole, and readers never see a mixture", async () => {
  const bodies = Array.from({ length: 12 }, (_, index) =>
    Buffer.alloc(300_000 + index, String.fromCharCode(97 + index)),
  );
  await put("contended", bodies[0] as Buffer);
  const isWhole = (bytes: Uint8Array | undefined) => bodies.some((body) => body.equals(bytes ?? Buffer.alloc(0)));
  const [, reads] = await Promise.all([
    Promise.all(bodies.map((body) => put("contended", body))),
    Promise.all(Array.from({ length: 12 }, () => read("contended"))),
  ]);
  expect(reads.every(isWhole)).toBe(true);
  expect(isWhole(await read("contended"))).toBe(true);
});
