import { rmSync } from "node:fs";
import { join } from "node:path";

/** Throws a stopped stack's data away: database, objects and mails. Keys stay. */
export function removeData(dataFolder: string): void {
  for (const folder of ["postgres", "s3", "inbox"]) rmSync(join(dataFolder, folder), { recursive: true, force: true });
}
