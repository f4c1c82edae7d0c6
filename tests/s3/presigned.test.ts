import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentials, type RawRequest, refusal, type S3Service, s3Client, send, startS3 } from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
  await s3.client.send(
    new PutObjectCommand({ Bucket: "media", Key: "private/letter", Body: "dear", ContentType: "text/plain" }),
  );
});
afterAll(() => s3.stop());

type Presigning = Parameters<typeof getSignedUrl>[2];

/** As the media function presigns an upload: exact type and length. */
function presignUpload(options: Presigning = {}, client = s3.client): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: "media",
    Key: "uploads/photo.jpg",
    ContentType: "image/jpeg",
    ContentLength: 5,
    Metadata: { by: "alice" },
  });
  return getSignedUrl(client, command, {
    signableHeaders: new Set(["content-type", "content-length", "host"]),
    ...options,
  });
}

const presignRead = (options: Presigning = {}, more = {}) =>
  getSignedUrl(s3.client, new GetObjectCommand({ Bucket: "media", Key: "private/letter", ...more }), options);

function asRequest(url: string): RawRequest {
  const { pathname, search } = new URL(url);
  return {
    method: "PUT",
    path: pathname + search,
    headers: { "content-type": "image/jpeg", "content-length": "5" },
    body: "photo",
  };
}

const resultOf = async (request: RawRequest) => {
  const { code, status } = await send(s3.port, request);
  return code ?? String(status);
};

async function nothingStored(): Promise<void> {
  const head = s3.client.send(new HeadObjectCommand({ Bucket: "media", Key: "uploads/photo.jpg" }));
  expect(await refusal(head)).toMatchObject({ status: 404 });
}

describe("a presigned upload", () => {
  test.each<[string, (request: RawRequest) => RawRequest, string]>([
    [
      "another type",
      (r) => ({ ...r, headers: { ...r.headers, "content-type": "text/html" } }),
      "SignatureDoesNotMatch",
    ],
    ["no type", (r) => ({ ...r, headers: { "content-length": "5" } }), "SignatureDoesNotMatch"],
    [
      "fewer bytes",
      (r) => ({ ...r, headers: { ...r.headers, "content-length": "4" }, body: "phot" }),
      "SignatureDoesNotMatch",
    ],
    [
      "more bytes",
      (r) => ({ ...r, headers: { ...r.headers, "content-length": "6" }, body: "photos" }),
      "SignatureDoesNotMatch",
    ],
    [
      "no length",
      (r) => ({ ...r, headers: { "content-type": "image/jpeg", "transfer-encoding": "chunked" } }),
      "SignatureDoesNotMatch",
    ],
    ["another key", (r) => ({ ...r, path: r.path.replace("photo.jpg", "other.jpg") }), "SignatureDoesNotMatch"],
    ["a key above its own", (r) => ({ ...r, path: r.path.replace("photo.jpg", "..%2Fphoto.jpg") }), "InvalidArgument"],
    [
      "a longer life",
      (r) => ({ ...r, path: r.path.replace("X-Amz-Expires=900", "X-Amz-Expires=9000") }),
      "SignatureDoesNotMatch",
    ],
    [
      "other metadata",
      (r) => ({ ...r, path: r.path.replace("meta-by=alice", "meta-by=bob") }),
      "SignatureDoesNotMatch",
    ],
    ["metadata added", (r) => ({ ...r, headers: { ...r.headers, "x-amz-meta-more": "1" } }), "AccessDenied"],
    [
      "a copy instead",
      (r) => ({ ...r, headers: { ...r.headers, "x-amz-copy-source": "media/private/letter" } }),
      "AccessDenied",
    ],
    ["a parameter added", (r) => ({ ...r, path: `${r.path}&uploads=` }), "SignatureDoesNotMatch"],
    ["another method", (r) => ({ ...r, method: "GET" }), "SignatureDoesNotMatch"],
    ["another host", (r) => ({ ...r, headers: { ...r.headers, host: "example.com" } }), "SignatureDoesNotMatch"],
    [
      "no signature",
      (r) => ({ ...r, path: r.path.replace(/&X-Amz-Signature=\w+/, "") }),
      "AuthorizationQueryParametersError",
    ],
    ["no date", (r) => ({ ...r, path: r.path.replace(/&X-Amz-Date=\w+/, "") }), "AuthorizationQueryParametersError"],
    [
      "no expiry",
      (r) => ({ ...r, path: r.path.replace(/&X-Amz-Expires=\w+/, "") }),
      "AuthorizationQueryParametersError",
    ],
    [
      "an endless expiry",
      (r) => ({ ...r, path: r.path.replace(/Expires=900/, "Expires=604801") }),
      "AuthorizationQueryParametersError",
    ],
    [
      "an expiry of 0",
      (r) => ({ ...r, path: r.path.replace(/Expires=900/, "Expires=0") }),
      "AuthorizationQueryParametersError",
    ],
    [
      "an expiry that is none",
      (r) => ({ ...r, path: r.path.replace(/Expires=900/, "Expires=1e3") }),
      "AuthorizationQueryParametersError",
    ],
    [
      "another scope date",
      (r) => ({ ...r, path: r.path.replace(/%2F\d{8}%2F/, "%2F20200101%2F") }),
      "AuthorizationQueryParametersError",
    ],
    ["no parameters at all", (r) => ({ ...r, path: r.path.replace(/\?.*/, "") }), "AccessDenied"],
    [
      "an aws-chunked body",
      (r) => ({ ...r, headers: { ...r.headers, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" } }),
      "AccessDenied",
    ],
  ])("with %s is refused", async (_what, tamper, code) => {
    expect(await resultOf(tamper(asRequest(await presignUpload())))).toBe(code);
    await nothingStored();
  });

  test.each<[string, () => Promise<string>, string]>([
    [
      "that has expired",
      () => presignUpload({ signingDate: new Date(Date.now() - 61_000), expiresIn: 60 }),
      "AccessDenied",
    ],
    ["of the future", () => presignUpload({ signingDate: new Date(Date.now() + 20 * 60_000) }), "AccessDenied"],
    ["for another region", () => presignUpload({ signingRegion: "us-east-1" }), "AuthorizationQueryParametersError"],
    ["for another service", () => presignUpload({ signingService: "sqs" }), "AuthorizationQueryParametersError"],
    [
      "by an unknown key",
      () => presignUpload({}, s3Client(s3.port, { credentials: { ...credentials, accessKeyId: "nobody" } })),
      "InvalidAccessKeyId",
    ],
    [
      "by a wrong secret",
      () => presignUpload({}, s3Client(s3.port, { credentials: { ...credentials, secretAccessKey: "wrong" } })),
      "SignatureDoesNotMatch",
    ],
  ])("%s is refused", async (_what, presign, code) => {
    expect(await resultOf(asRequest(await presign()))).toBe(code);
    await nothingStored();
  });

  test("says so when it has expired", async () => {
    const url = await presignUpload({ signingDate: new Date(Date.now() - 61_000), expiresIn: 60 });
    const answer = await send(s3.port, asRequest(url));
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("<Message>Request has expired</Message>");
  });

  test("with its exact type and length is stored, by fetch alone", async () => {
    const url = await presignUpload();
    const answer = await fetch(url, { method: "PUT", headers: { "content-type": "image/jpeg" }, body: "photo" });
    expect(answer.status).toBe(200);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: "media", Key: "uploads/photo.jpg" }));
    expect(head).toMatchObject({
      ETag: answer.headers.get("etag"),
      ContentType: "image/jpeg",
      ContentLength: 5,
      Metadata: { by: "alice" },
    });
  });

  test("may live for a week, and is verified with the host that the client sent", async () => {
    const client = s3Client(s3.port, { endpoint: "https://api.example.com/s3" });
    const url = await presignUpload({ expiresIn: 604_800 }, client);
    const request = asRequest(url);
    expect(await resultOf({ ...request, headers: { ...request.headers, host: "api.example.com" } })).toBe("200");
    expect(await resultOf(request)).toBe("SignatureDoesNotMatch");
  });
});

test("metadata that no header can carry back are refused", async () => {
  for (const by of ["日本", "a\r\nset-cookie: b"]) {
    const command = new PutObjectCommand({ Bucket: "media", Key: "uploads/photo.jpg", Metadata: { by } });
    const answer = await fetch(await getSignedUrl(s3.client, command), { method: "PUT", body: "photo" });
    expect(await answer.text()).toContain("<Code>InvalidArgument</Code>");
  }
});

describe("a presigned read", () => {
  test("opens a private object, with a range and the response headers that were signed", async () => {
    const url = await presignRead(
      {},
      {
        ResponseContentDisposition: 'attachment; filename="letter.txt"',
        ResponseCacheControl: "no-store",
        ResponseContentType: "text/plain; charset=utf-8",
      },
    );
    const answer = await fetch(url, { headers: { range: "bytes=1-2" } });
    expect(answer.status).toBe(206);
    expect(await answer.text()).toBe("ea");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="letter.txt"');
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("does not take response headers that HTTP cannot carry", async () => {
    const answer = await fetch(await presignRead({}, { ResponseContentDisposition: 'attachment; filename="日本"' }));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("<Code>InvalidArgument</Code>");
  });

  test("of a page stays a sandboxed download, whatever it asks for", async () => {
    const url = await presignRead({}, { ResponseContentType: "text/html", ResponseContentDisposition: "inline" });
    const { headers } = await fetch(url);
    expect(headers.get("content-type")).toBe("text/html");
    expect(headers.get("content-disposition")).toBe("attachment");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test("does not open another object, and does not allow a write", async () => {
    const { pathname, search } = new URL(await presignRead());
    expect(await resultOf({ method: "GET", path: `${pathname}s${search}` })).toBe("SignatureDoesNotMatch");
    const write = { method: "PUT", path: pathname + search, headers: { "content-length": "1" }, body: "x" };
    expect(await resultOf(write)).toBe("SignatureDoesNotMatch");
    expect(await resultOf({ ...write, method: "DELETE" })).toBe("SignatureDoesNotMatch");
  });
});
