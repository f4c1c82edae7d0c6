import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";
import { bundleClient } from "../../scripts/build-client.ts";
import { newPerson } from "../support/people.ts";

/** The JavaScript of a page, block by block. */
const blocksOf = (page: string): string[] =>
  [...readFileSync(join(repositoryFolder, page), "utf8").matchAll(/^```js\n([\s\S]*?)^```/gm)].map(
    ([, code]) => code as string,
  );

/** Runs a module of the checkout's own Node, and returns what it prints. Files are beside node_modules, as a client's are. */
async function run(code: string, more: Record<string, string> = {}): Promise<string> {
  const { url, publishableKey } = inject("target");
  const folder = mkdtempSync(join(repositoryFolder, "node_modules/.snippets-"));
  try {
    const file = join(folder, "snippet.mjs");
    writeFileSync(join(folder, "client.js"), await bundleClient("index"));
    const installed = code.replaceAll(`from "@plaza/client"`, `from "./client.js"`);
    writeFileSync(file, installed.replaceAll("http://127.0.0.1:54321", url));
    const env = { ...process.env, PUBLISHABLE_KEY: publishableKey, API_URL: url, ...more };
    return (await promisify(execFile)(process.execPath, [file], { env, timeout: 50_000 })).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("README's snippets run as they stand, one after the other in one process", async () => {
  const charles = await newPerson();
  // A picture of one point, which a reader would take from a form.
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const printed = await run(
    [
      `const charles = ${JSON.stringify(charles.id)};`,
      `const file = new File([Buffer.from("${png}", "base64")], "me.png", { type: "image/png" });`,
      ...blocksOf("README.md"),
      "await new Promise((resolve) => setTimeout(resolve, 2000)); process.exit();",
    ].join("\n"),
  );
  expect(printed).toContain("Hello, Plaza!");
  expect(printed).toContain("Hello, Charles!");
});

test("docs/sessions.md's client renews a session that is about to end, once for calls that come together", async () => {
  const { session, username } = await newPerson();
  const printed = await run(
    [
      ...blocksOf("docs/sessions.md"),
      `const saved = [];
       const old = { ...${JSON.stringify(session)}, expires_at: Date.now() / 1000 + 30 };
       const me = signedIn(process.env.API_URL, process.env.PUBLISHABLE_KEY, old, (session) => saved.push(session));
       const answers = await Promise.all([1, 2, 3].map(() => me.rpc("get_settings")));
       console.log(JSON.stringify({ failed: answers.map(({ error }) => error).filter(Boolean), renewed: saved.length,
         another: saved[0]?.refresh_token !== old.refresh_token }));
       process.exit();`,
    ].join("\n"),
  );
  expect({ username, ...JSON.parse(printed) }).toEqual({ username, failed: [], renewed: 1, another: true });
});
