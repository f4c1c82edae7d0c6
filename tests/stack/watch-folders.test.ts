import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchFolders } from "../../local/functions/watch-folders.ts";

let folder: string;
let watched: { close(): void };
let changes: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plaza-watch-"));
  mkdirSync(join(folder, "shared"));
  mkdirSync(join(folder, "function/below"), { recursive: true });
  writeFileSync(join(folder, "function/login.ts"), "0");
  changes = 0;
  watched = watchFolders([join(folder, "shared"), join(folder, "function")], () => changes++);
});
afterEach(() => {
  watched.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (path: string) => join(folder, path);
const append = (path: string) => appendFileSync(file(path), "more");
/** As git, vim and others write: a new file takes the place of the old one. */
function replace(path: string): void {
  writeFileSync(file(`${path}.new`), "replaced");
  renameSync(file(`${path}.new`), file(path));
}

/** Does something, and expects to be told of it exactly once. */
async function expectOneChange(what: () => void): Promise<void> {
  const before = changes;
  what();
  await expect.poll(() => changes).toBe(before + 1);
  await sleep(300);
  expect(changes).toBe(before + 1);
}

test("every change of a file is noticed, also after the file was replaced, and each one once", async () => {
  await expectOneChange(() => append("function/login.ts"));
  await expectOneChange(() => append("function/login.ts"));
  await expectOneChange(() => replace("function/login.ts"));
  await expectOneChange(() => append("function/login.ts"));
  await expectOneChange(() => writeFileSync(file("function/login.ts"), "in place"));
  await expectOneChange(() => replace("function/login.ts"));
  await expectOneChange(() => replace("function/login.ts"));
  await expectOneChange(() => append("function/login.ts"));
});

test("new files are noticed, in what functions share and in folders below, and so are changes of them", async () => {
  for (const path of ["shared/new.ts", "function/new.ts", "function/below/new.ts"]) {
    await expectOneChange(() => writeFileSync(file(path), "new"));
    await expectOneChange(() => append(path));
    await expectOneChange(() => rmSync(file(path)));
  }
});

test("a folder that is new, or that another has taken the place of, is watched too", async () => {
  await expectOneChange(() => mkdirSync(file("function/later")));
  await expectOneChange(() => writeFileSync(file("function/later/a.ts"), "a"));
  mkdirSync(file("other"));
  writeFileSync(file("other/b.ts"), "b");
  await expectOneChange(() => {
    renameSync(file("function/below"), file("gone"));
    renameSync(file("other"), file("function/below"));
  });
  await expectOneChange(() => append("function/below/b.ts"));
});
