import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundleConsole } from "../../local/console/bundle.ts";

const most = 120_000;

test("all of the console's JavaScript is at most 120 kB, compressed", async () => {
  const files = await bundleConsole(fileURLToPath(new URL("../../admin", import.meta.url)));
  const scripts = [...files].filter(([name]) => name.endsWith(".js"));
  const sizes = scripts.map(([, body]) => gzipSync(body).length);
  const sum = sizes.reduce((all, size) => all + size, 0);
  console.log(`${scripts.length} scripts, ${sum} bytes compressed`);
  expect(sum).toBeLessThanOrEqual(most);
});
