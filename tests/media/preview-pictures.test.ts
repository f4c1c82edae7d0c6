import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { fetchImage, NoPage } from "../../media-worker/link-preview/fetch-page.ts";
import { copyImage } from "../../media-worker/link-preview/preview-image.ts";
import { forTests, local, never, serve, servePage } from "./preview-server.ts";

describe("the picture of a page", () => {
  const image = async (body: Buffer | string, type = "image/png", headers: Record<string, string> = {}) =>
    fetchImage(new URL(local(await servePage(body as Buffer, type, headers))), never, forTests);
  const png = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: "#336699" } })
      .png()
      .toBuffer();

  test("is fetched as it is", async () => {
    const bytes = await png(10, 10);
    expect((await image(bytes)).equals(bytes)).toBe(true);
  });

  test("is nothing else: no document, no error, nothing that is too large or compressed", async () => {
    const bytes = await png(10, 10);
    for (const type of ["image/svg+xml", "text/html", "application/octet-stream", ""]) {
      await expect(image(bytes, type), type).rejects.toThrow(NoPage);
    }
    await expect(image(Buffer.alloc(6 * 1024 * 1024))).rejects.toThrow(NoPage);
    await expect(image(bytes, "image/png", { "content-encoding": "gzip" })).rejects.toThrow(NoPage);
  });

  test.each([
    "http://10.0.0.1/a.png",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]:22/a.png",
    "ftp://example.com/a.png",
  ])("is not looked for inside a network: %s", async (address) => {
    await expect(fetchImage(new URL(address), never)).rejects.toThrow(NoPage);
    const port = await serve((_, response) => response.writeHead(302, { location: address }).end());
    await expect(fetchImage(new URL(local(port)), never)).rejects.toThrow(NoPage);
  });

  test("is decoded and made anew; what cannot be decoded, or would be too much, is not shown", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plaza-preview-"));
    try {
      const file = join(folder, "copy.jpg");
      await copyImage(await png(1000, 500), file);
      expect(await sharp(file).metadata()).toMatchObject({ format: "jpeg", width: 640, height: 320 });
      await expect(copyImage(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), file)).rejects.toThrow(NoPage);
      await expect(copyImage((await png(500, 500)).subarray(0, 200), file)).rejects.toThrow(NoPage);
      await expect(copyImage(await png(8000, 8000), file)).rejects.toThrow(NoPage);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
