import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { databaseTestsFolder } from "../database/runner/prepare-database.ts";

/** The last literal of a call, or of a row of values: what an assertion is called. */
const name = /'((?:[^']|'')*)'\s*\)(?=\s*(?:;|,|from\b|\)|$))/gm;

test("a name in pgTAP can be read alone: none goes on where the one before stopped", () => {
  const files = globSync("**/*.test.sql", { cwd: databaseTestsFolder });
  const names = files.flatMap((file) =>
    [...readFileSync(join(databaseTestsFolder, file), "utf8").matchAll(name)].map(([, text]) => ({
      file,
      text: text as string,
    })),
  );
  expect(names.length).toBeGreaterThan(1_000);
  expect(names.filter(({ text }) => /^(and|so|nor|but|for|or) /.test(text) && !/^for whom? /.test(text))).toEqual([]);
});
