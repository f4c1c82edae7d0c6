import { randomBytes } from "node:crypto";
import { join } from "node:path";
import sharp from "sharp";
import { Publisher, urlOf } from "../media/publisher.ts";
import { withTempFolder } from "../media/temp-folders.ts";
import type { WorkerContext } from "../queue.ts";
import { fetchImage, NoPage } from "./fetch-page.ts";

/** Of either side. */
const maxSide = 640;
const maxPixels = 25_000_000;
const formats = ["jpeg", "png", "gif", "webp", "heif"];

/** A stranger's picture decoded and made anew, small: whatever else was in the file is gone. @throws NoPage */
export async function copyImage(bytes: Buffer, file: string): Promise<void> {
  const open = () => sharp(bytes, { limitInputPixels: maxPixels, failOn: "truncated" }).timeout({ seconds: 10 });
  try {
    const { format = "" } = await open().metadata();
    if (!formats.includes(format)) throw new NoPage("It is no picture.");
    const fitted = open()
      .autoOrient()
      .resize({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true });
    await fitted.flatten({ background: "#ffffff" }).jpeg({ quality: 75 }).toFile(file);
  } catch (error) {
    throw new NoPage("The picture cannot be decoded.", { cause: error });
  }
}

/**
 * A copy of the picture of a page, under an address of ours: the page's own would tell its server who reads a message, and
 * from where. Null where there is none that can be used. Its row comes before the object, so that each has an owner.
 */
export async function hostPreviewImage(
  { sql, storage, say, linkPreview }: WorkerContext,
  image: URL,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const bytes = await fetchImage(image, signal, linkPreview);
    return await withTempFolder(async (folder) => {
      const file = join(folder, "preview.jpg");
      await copyImage(bytes, file);
      const name = randomBytes(16).toString("hex");
      await sql`select private.keep_preview_image(${name})`;
      const publisher = new Publisher(storage, `public/${name}/`, signal);
      const { address } = await publisher.publish(file, "preview.jpg", "image/jpeg");
      return urlOf(address) ?? null;
    });
  } catch (error) {
    if (!(error instanceof NoPage)) throw error;
    say("no picture for a preview", { host: image.host, reason: error.message });
    return null;
  }
}
