import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";
import { unreadable } from "../../local/unreadable.mjs";

const complete = { isInstalled: true, isComplete: () => true };

test.each(["14.21.3", "18.20.8", "20.20.2", "22.17.1", "23.5.0"])("Node %s is sent to the pinned one", (version) => {
  expect(unreadable({ ...complete, version })).toContain(`This is Node ${version}`);
});

test.each(["22.18.0", "23.6.0", "24.0.0", "26.1.0"])("Node %s runs Plaza", (version) => {
  expect(unreadable({ ...complete, version })).toBeUndefined();
});

test("before npm ci, and after one by a Node that is too old, one line says what to do", () => {
  expect(unreadable({ ...complete, isInstalled: false })).toContain("npm ci");
  expect(unreadable({ ...complete, isComplete: () => false })).toContain("npm ci");
  expect(unreadable()).toBeUndefined();
});

test("a checkout without packages says one line and no more", () => {
  const folder = mkdtempSync(join(tmpdir(), "plaza checkout-"));
  mkdirSync(join(folder, "local"));
  for (const name of ["local", "package.json"])
    cpSync(join(repositoryFolder, name), join(folder, name), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "local/plaza.mjs"), "start"], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining("npm ci")]);
  rmSync(folder, { recursive: true });
});

// Where the machine has an old Node of its own, as many have.
const ownNode = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path));
const isOld =
  ownNode && Number(execFileSync(ownNode, ["-p", "process.versions.node"], { encoding: "utf8" }).split(".")[0]) < 22;
test.runIf(isOld)("the machine's old Node says one line and no more", () => {
  const { status, stderr } = spawnSync(ownNode as string, [join(repositoryFolder, "local/plaza.mjs"), "status"], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([expect.stringContaining("npm start")]);
});
