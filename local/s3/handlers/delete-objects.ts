import { S3Error, toS3Error } from "../errors.ts";
import { requireValidKey } from "../target.ts";
import { readElements, readText } from "../xml.ts";
import { type Exchange, sendXml } from "./handler.ts";

const maxKeys = 1000;

/** DeleteObjects. s3rver's own takes a key like "123" for a number and fails, and believes any path. */
export async function deleteObjects({ document, response, store }: Exchange): Promise<void> {
  const [list] = readElements(document, "Delete");
  const keys = readElements(list ?? "", "Object").map((object) => readText(readElements(object, "Key")[0] ?? "") ?? "");
  if (keys.length === 0 || keys.length > maxKeys || keys.includes("")) {
    throw new S3Error("MalformedXML", `The XML you provided is no list of 1 to ${maxKeys} keys.`);
  }
  const quiet = readElements(list ?? "", "Quiet")[0]?.trim() === "true";
  const deleted: { Key: string }[] = [];
  const failed: { Key: string; Code: string; Message: string }[] = [];
  for (const key of keys) {
    try {
      requireValidKey(key);
      await store.deleteObject(store.bucket, key);
      deleted.push({ Key: key });
    } catch (error) {
      const { code, message } = toS3Error(error);
      if (code === "InternalError") console.error("s3:", error);
      // The key is not repeated as it came: it may hold what XML cannot.
      failed.push({ Key: key.replaceAll(/[\p{Cc}\p{Cs}]/gu, "\ufffd"), Code: code, Message: message });
    }
  }
  sendXml(response, { DeleteResult: { Deleted: quiet ? [] : deleted, Error: failed } });
}
