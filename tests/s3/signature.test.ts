import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  credentials,
  type RawRequest,
  refusal,
  type S3Service,
  type SigningOptions,
  s3Client,
  send,
  signed,
  startS3,
} from "./s3-service.ts";

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

const upload: RawRequest = {
  method: "PUT",
  path: "/s3/media/signed?x-id=PutObject",
  headers: { "content-type": "text/plain", "x-amz-meta-by": "alice" },
  body: "hello",
};

/** Signs the upload, lets `tamper` change what is sent, and says what came of it. */
async function attempt(tamper: (request: RawRequest) => RawRequest, options?: SigningOptions): Promise<string> {
  const answer = await send(s3.port, tamper(await signed(s3.port, upload, options)));
  return answer.code ?? String(answer.status);
}

const withHeader = (name: string, value: string) => (request: RawRequest) => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

const withoutHeader = (name: string) => (request: RawRequest) => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers ?? {}).filter(([header]) => header !== name)),
});

const inAuthorization = (pattern: RegExp, replacement: string) => (request: RawRequest) =>
  withHeader("authorization", (request.headers?.authorization ?? "").replace(pattern, replacement))(request);

const unchanged = (request: RawRequest) => request;
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

async function nothingStored(): Promise<void> {
  const read = s3.client.send(new GetObjectCommand({ Bucket: "media", Key: "signed" }));
  expect(await refusal(read)).toMatchObject({ code: "NoSuchKey" });
}

describe("a request signed in its headers", () => {
  test.each<[string, (request: RawRequest) => RawRequest, string]>([
    ["another method", (request) => ({ ...request, method: "DELETE", body: "" }), "SignatureDoesNotMatch"],
    ["another key", (request) => ({ ...request, path: "/s3/media/other?x-id=PutObject" }), "SignatureDoesNotMatch"],
    ["another bucket", (request) => ({ ...request, path: "/s3/other/signed?x-id=PutObject" }), "SignatureDoesNotMatch"],
    ["another query", (request) => ({ ...request, path: "/s3/media/signed?x-id=GetObject" }), "SignatureDoesNotMatch"],
    ["a further parameter", (request) => ({ ...request, path: `${request.path}&uploads=` }), "SignatureDoesNotMatch"],
    ["a repeated parameter", (request) => ({ ...request, path: `${request.path}&x-id=2` }), "InvalidArgument"],
    ["another type", withHeader("content-type", "text/html"), "SignatureDoesNotMatch"],
    [
      "another length",
      (request) => withHeader("content-length", "4")({ ...request, body: "hell" }),
      "SignatureDoesNotMatch",
    ],
    ["another host", withHeader("host", "example.com"), "SignatureDoesNotMatch"],
    ["other metadata", withHeader("x-amz-meta-by", "mallory"), "SignatureDoesNotMatch"],
    ["another date", withHeader("x-amz-date", "20260101T000000Z"), "AuthorizationHeaderMalformed"],
    ["another payload hash", withHeader("x-amz-content-sha256", "0".repeat(64)), "SignatureDoesNotMatch"],
    ["an opened payload", withHeader("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "SignatureDoesNotMatch"],
    ["a signed header missing", withoutHeader("x-amz-meta-by"), "SignatureDoesNotMatch"],
    ["a header added", withHeader("x-amz-meta-more", "1"), "AccessDenied"],
    ["a copy source added", withHeader("x-amz-copy-source", "media/secret"), "AccessDenied"],
    ["another body", (request) => ({ ...request, body: "HELLO" }), "XAmzContentSHA256Mismatch"],
    ["no payload hash", withoutHeader("x-amz-content-sha256"), "InvalidRequest"],
    ["a payload hash that is none", withHeader("x-amz-content-sha256", "abc"), "InvalidArgument"],
    ["no date", withoutHeader("x-amz-date"), "AccessDenied"],
    ["no signature at all", withoutHeader("authorization"), "AccessDenied"],
    ["a changed signature", inAuthorization(/Signature=./, "Signature=g"), "AuthorizationHeaderMalformed"],
    ["a foreign signature", inAuthorization(/Signature=.*/, `Signature=${"0".repeat(64)}`), "SignatureDoesNotMatch"],
    ["no Signature part", inAuthorization(/, Signature=.*/, ""), "AuthorizationHeaderMalformed"],
    ["no Credential part", inAuthorization(/Credential=[^,]*, /, ""), "AuthorizationHeaderMalformed"],
    ["no SignedHeaders part", inAuthorization(/SignedHeaders=[^,]*, /, ""), "AuthorizationHeaderMalformed"],
    ["another scope date", inAuthorization(/\/\d{8}\//, "/20200101/"), "AuthorizationHeaderMalformed"],
    ["another terminator", inAuthorization(/aws4_request/, "aws5_request"), "AuthorizationHeaderMalformed"],
    ["another algorithm", inAuthorization(/AWS4-HMAC-SHA256/, "AWS4-ECDSA-P256-SHA256"), "InvalidArgument"],
    ["a version 2 signature", withHeader("authorization", "AWS S3RVER:c2lnbmF0dXJl"), "InvalidArgument"],
    ["a bearer token", withHeader("authorization", "Bearer token"), "InvalidArgument"],
    ["two signatures", (request) => ({ ...request, path: `${request.path}&X-Amz-Signature=0` }), "InvalidArgument"],
  ])("with %s is refused", async (_what, tamper, code) => {
    expect(await attempt(tamper)).toBe(code);
    await nothingStored();
  });

  test.each<[string, SigningOptions, string]>([
    ["with a wrong secret", { credentials: { ...credentials, secretAccessKey: "wrong" } }, "SignatureDoesNotMatch"],
    ["with an unknown key", { credentials: { ...credentials, accessKeyId: "nobody" } }, "InvalidAccessKeyId"],
    [
      "with s3rver's own key",
      { credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" } },
      "InvalidAccessKeyId",
    ],
    ["with a session token", { credentials: { ...credentials, sessionToken: "t" } }, "InvalidToken"],
    ["for another region", { region: "us-east-1" }, "AuthorizationHeaderMalformed"],
    ["for another service", { service: "sqs" }, "AuthorizationHeaderMalformed"],
    ["20 minutes ago", { signingDate: minutesFromNow(-20) }, "RequestTimeTooSkewed"],
    ["20 minutes ahead", { signingDate: minutesFromNow(20) }, "RequestTimeTooSkewed"],
    ["without its host", { unsignableHeaders: new Set(["host"]) }, "AccessDenied"],
    ["without its metadata", { unsignableHeaders: new Set(["x-amz-meta-by"]) }, "AccessDenied"],
    ["without its payload hash", { unsignableHeaders: new Set(["x-amz-content-sha256"]) }, "AccessDenied"],
  ])("%s is refused", async (_what, options, code) => {
    expect(await attempt(unchanged, options)).toBe(code);
    await nothingStored();
  });

  test("is accepted within 15 minutes, with any host it really sent, and however it was escaped", async () => {
    expect(await attempt(unchanged, { signingDate: minutesFromNow(-14) })).toBe("200");
    expect(await attempt(unchanged, { signingDate: minutesFromNow(14) })).toBe("200");
    const elsewhere = await signed(s3.port, {
      method: "GET",
      path: "/s3/media/signed",
      headers: { host: "api.example.com" },
    });
    expect(await send(s3.port, elsewhere)).toMatchObject({ status: 200, body: "hello" });
    const canonical = await signed(s3.port, { method: "GET", path: "/s3/media/signed", headers: {} });
    expect(await send(s3.port, { ...canonical, path: "/s3/media/%73igned" })).toMatchObject({ status: 200 });
  });

  test("may cover headers that the SDK does not sign by itself", async () => {
    const client = s3Client(s3.port);
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, { range: "bytes=0-1", "if-match": "*" });
        return next(args);
      },
      { step: "build" },
    );
    const read = await client.send(new GetObjectCommand({ Bucket: "media", Key: "signed" }));
    expect(await read.Body?.transformToString()).toBe("he");
    client.destroy();
  });
});

test("a refusal is S3's XML, names no secret and says which request it was", async () => {
  const wrong = { ...credentials, secretAccessKey: "wrong" };
  const answer = await send(s3.port, await signed(s3.port, upload, { credentials: wrong }));
  expect(answer.status).toBe(403);
  expect(answer.headers["content-type"]).toBe("application/xml");
  expect(answer.body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>SignatureDoesNotMatch<\/Code>/);
  expect(answer.body).toContain(`<RequestId>${answer.headers["x-amz-request-id"]}</RequestId>`);
  expect(answer.body).not.toContain(credentials.secretAccessKey);
  expect(answer.body).not.toMatch(/[0-9a-f]{64}/);
});
