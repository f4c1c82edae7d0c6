/** Bundles the admin console into a folder: `node local/console/write-console.ts <folder>`. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleConsole } from "./bundle.ts";

const [, , target] = process.argv;
if (!target) throw new Error("Where to? node local/console/write-console.ts <folder>");

const files = await bundleConsole(fileURLToPath(new URL("../../admin", import.meta.url)));
// Whole or not at all: whoever is served meanwhile gets the last one.
const fresh = `${target}.${process.pid}`;
await mkdir(fresh, { recursive: true });
for (const [name, body] of files) await writeFile(join(fresh, name), body);
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
