import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrMakeSecrets } from "../../local/stack/secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plaza-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("secrets are made once", () => {
  expect(readOrMakeSecrets(folder)).toEqual(readOrMakeSecrets(folder));
});

test("a data folder of an earlier version gets what is new, and keeps what it has", () => {
  const { mailTokenSecret: _missing, ...before } = readOrMakeSecrets(folder);
  const file = join(folder, "secrets.json");
  const { mailTokenSecret: _gone, ...stored } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify(stored));
  const after = readOrMakeSecrets(folder);
  expect(after).toMatchObject(before);
  expect(after.mailTokenSecret).toMatch(/^[\w-]{64}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readOrMakeSecrets(folder)).toEqual(after);
});
