import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";

const sources = globSync("{bench,functions,local,media-worker,scripts,tests}/**/*.{ts,mjs}", { cwd: repositoryFolder });

/** A file's URL is no path: its `pathname` has `%20` where the folder has a space. fileURLToPath knows both. */
const takesAPathFromItsUrl = /import\.meta\.url\)\s*\.(?:pathname|href\.)|new URL\([^)]*[`'"]file:\/\//;

test("no program takes a file's path from the pathname of its URL, which a space in it would break", () => {
  expect(sources.length).toBeGreaterThan(300);
  const wrong = sources.filter((path) => {
    const text = readFileSync(join(repositoryFolder, path), "utf8");
    return takesAPathFromItsUrl.test(text);
  });
  expect(wrong.filter((path) => path !== "tests/workflow/file-paths.test.ts")).toEqual([]);
});

test.each([
  'spawn(new URL("../a.ts", import.meta.url).pathname)',
  "new URL(program, import.meta.url).pathname",
  "const folder = new URL('.', 'file://' + path);",
])("the rule recognises %s", (line) => {
  expect(line).toMatch(takesAPathFromItsUrl);
});
