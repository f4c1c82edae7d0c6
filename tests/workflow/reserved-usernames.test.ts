import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { reservedUsernames } from "../../scripts/write-reserved-usernames.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));

test("every name of the package that somebody could choose has come into the database by a migration", () => {
  const migrated = new Set(
    globSync("supabase/migrations/*_reserved_usernames.sql", { cwd: project }).flatMap((path) =>
      readFileSync(`${project}${path}`, "utf8").split(/[\s']+/),
    ),
  );
  const names = reservedUsernames();
  expect(names.length).toBeGreaterThan(500);
  expect(names.filter((name) => !migrated.has(name))).toEqual([]);
});
