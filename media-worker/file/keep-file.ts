import { fileContentType } from "../../functions/_shared/media-types.ts";
import type { Conversion, Result } from "../media/process-media.ts";

/** A file as it is, under an address of its own: the one that was uploaded to takes another as long as its URL is valid. */
export async function keepFile({ original, publisher }: Conversion): Promise<Result> {
  const { address, byteSize } = await publisher.publish(original, "file.bin", fileContentType);
  return { variants: [{ ...address, type: fileContentType, byte_size: byteSize }] };
}
