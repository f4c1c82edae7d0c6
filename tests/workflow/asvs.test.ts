import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../../local/schema/command.ts";

const page = readFileSync(join(repositoryFolder, "docs/security.md"), "utf8");
const rows = [...page.matchAll(/^\| ([\d., ]+) \| (met|argued|open) \| (.+) \| (.*) \|$/gm)].map(
  ([, points, state, how, tested]) => ({ points: points?.split(", ") ?? [], state, how, tested: tested ?? "" }),
);

/** How many points of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const pointsOfChapters = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7];

test("every point of ASVS 5.0 up to level 2 is told once, by chapter, and the sum is what the page says", () => {
  const points = rows.flatMap((row) => row.points);
  expect(new Set(points).size).toBe(points.length);
  const counted = pointsOfChapters.map(
    (_count, index) => points.filter((point) => point.startsWith(`${index + 1}.`)).length,
  );
  expect(counted).toEqual(pointsOfChapters);
  const of = (state: string) => rows.filter((row) => row.state === state).flatMap((row) => row.points).length;
  expect(page).toContain(`${points.length} points: ${of("met")} met, ${of("argued")} argued, ${of("open")} open.`);
});

test("where a point is said to be tested there is a test, and files that are named are there", () => {
  const named = [...page.matchAll(/`((?:docs|functions|local|media-worker|sql|tests)\/[\w./-]+)`/g)].map(
    ([, path]) => path,
  );
  expect(named.length).toBeGreaterThan(150);
  expect(named.filter((path) => !existsSync(join(repositoryFolder, path as string)))).toEqual([]);
  // What is a page of documentation has no test.
  const untested = rows.filter(
    ({ state, tested, how }) => state === "met" && tested === "" && !/docs\/|above|as /.test(how ?? ""),
  );
  expect(untested).toEqual([]);
});
