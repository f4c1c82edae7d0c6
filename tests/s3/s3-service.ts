import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sha256 } from "@aws-crypto/sha256-js";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { createS3Server } from "../../local/s3/server.ts";

/** Of the addresses that expire. */
export const urlSecret = "a secret of addresses, for tests alone";

export const credentials = { accessKeyId: "test-key", secretAccessKey: "test-secret" };
export const maxObjectBytes = 12 * 1024 * 1024;

export interface S3Service {
  port: number;
  folder: string;
  client: S3Client;
  stop(): Promise<void>;
}

export function s3Client(port: number, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: `http://127.0.0.1:${port}/s3`,
    region: "local",
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    credentials,
    maxAttempts: 1,
    ...config,
  });
}

/** The server in this process, on a folder of its own unless one is given. */
export async function startS3(givenFolder?: string): Promise<S3Service> {
  const folder = givenFolder ?? mkdtempSync(join(tmpdir(), "plaza-s3-"));
  const server = await createS3Server({
    ...credentials,
    region: "local",
    bucket: "media",
    publicPrefix: "public/",
    signedPrefix: "signed/",
    urlSecrets: [urlSecret],
    dataFolder: folder,
    maxObjectBytes,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = s3Client(port);
  return {
    port,
    folder,
    client,
    async stop() {
      client.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      if (!givenFolder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RawRequest {
  method: string;
  /** As it goes on the wire: already escaped, with the query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** `<Code>` of the XML, if it is an error. */
  code: string | undefined;
  /** Whether the server asked for the body of a request with `Expect: 100-continue`. */
  continued: boolean;
}

/** Sends exactly what it is given: fetch would normalise paths and refuse headers. */
export function send(port: number, { method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, async (response) => {
      const text = Buffer.concat(await Array.fromAsync(response)).toString("utf8");
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: text,
        code: /<Code>(\w+)<\/Code>/.exec(text)?.[1],
        continued,
      });
    });
    outgoing.on("error", reject);
    outgoing.on("continue", () => {
      continued = true;
    });
    outgoing.end(body);
  });
}

export interface SigningOptions {
  signingDate?: Date;
  region?: string;
  service?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  unsignableHeaders?: Set<string>;
}

/** Signs a request in its headers, as the SDK would; what is sent can then differ from what was signed. */
export async function signed(port: number, raw: RawRequest, options: SigningOptions = {}): Promise<RawRequest> {
  const signer = new SignatureV4({
    service: options.service ?? "s3",
    region: options.region ?? "local",
    credentials: options.credentials ?? credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const url = new URL(raw.path, "http://signed");
  const body = raw.body ?? "";
  const headers = {
    host: `127.0.0.1:${port}`,
    "x-amz-content-sha256": createHash("sha256").update(body).digest("hex"),
    ...(raw.body !== undefined && { "content-length": String(Buffer.byteLength(raw.body)) }),
    ...raw.headers,
  };
  const { signingDate = new Date(), unsignableHeaders = new Set<string>() } = options;
  const result = await signer.sign(
    {
      method: raw.method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: raw.path.split("?", 1)[0] as string,
      query: Object.fromEntries(url.searchParams),
      headers,
    },
    { signingDate, unsignableHeaders },
  );
  return { ...raw, headers: result.headers };
}

/** What `action` rejects with, as the SDK names it. */
export async function refusal(action: Promise<unknown>): Promise<{ code: string; status: number }> {
  try {
    await action;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error("was not refused");
}
