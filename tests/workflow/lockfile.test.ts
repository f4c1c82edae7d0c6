import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";
import { completeLockfile, type Lockfile, missingEntries } from "../../scripts/complete-lockfile.ts";

const read = (file: string) => JSON.parse(readFileSync(join(repositoryFolder, file), "utf8"));
const manifest: Record<"dependencies" | "devDependencies", Record<string, string>> = read("package.json");

test.each(["package-lock.json", "bench/peers/socketio-bullmq/package-lock.json"])(
  "%s has an entry for every dependency on every platform; if not, run npm run lockfile [-- folder]",
  (file) => {
    expect(missingEntries(read(file))).toEqual([]);
  },
);

test("package.json asks for exact versions", () => {
  const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test("package-lock.json names no registry host", () => {
  const text = readFileSync(join(repositoryFolder, "package-lock.json"), "utf8");
  expect(text).not.toContain('"resolved"');
});

const withBinaries = (optionalDependencies: Record<string, string>): Lockfile => ({
  packages: {
    "": { dependencies: { tool: "1.0.0" } },
    "node_modules/tool": { version: "1.0.0", optionalDependencies },
    "node_modules/unrelated": { version: "1.0.0" },
  },
});

test("an entry that npm left out is added with the platform that its name tells", () => {
  const incomplete = withBinaries({
    "@tool/windows-x64": "1.0.0",
    "@tool/cli-linux-arm64-musl": "1.0.0",
    "tool-darwin-arm64": "1.0.0-beta.2",
  });
  expect(completeLockfile(incomplete)).toHaveLength(3);
  expect(incomplete.packages).toMatchObject({
    "node_modules/@tool/windows-x64": { version: "1.0.0", os: ["win32"], cpu: ["x64"], optional: true },
    "node_modules/@tool/cli-linux-arm64-musl": {
      version: "1.0.0",
      os: ["linux"],
      cpu: ["arm64"],
      libc: ["musl"],
      optional: true,
    },
    "node_modules/tool-darwin-arm64": { version: "1.0.0-beta.2", os: ["darwin"], cpu: ["arm64"], optional: true },
  });
  expect(missingEntries(incomplete)).toEqual([]);
  expect(completeLockfile(incomplete)).toEqual([]);
});

test("an entry beside its dependent counts, one beside another package does not", () => {
  const nested = withBinaries({ "tool-linux-x64": "1.0.0" });
  nested.packages["node_modules/unrelated/node_modules/tool-linux-x64"] = { version: "1.0.0" };
  expect(missingEntries(nested).map(({ name }) => name)).toEqual(["tool-linux-x64"]);
  nested.packages["node_modules/tool/node_modules/tool-linux-x64"] = { version: "1.0.0" };
  expect(missingEntries(nested)).toEqual([]);
});

test("what cannot be completed safely is an error", () => {
  expect(() => completeLockfile(withBinaries({ "tool-linux-x64": "^1.0.0" }))).toThrow("run npm install");
  expect(() => completeLockfile(withBinaries({ "tool-core": "1.0.0" }))).toThrow("does not name its platform");
  expect(() => completeLockfile({ packages: { "": { dependencies: { tool: "1.0.0" } } } })).toThrow(
    "which package.json needs",
  );
});
