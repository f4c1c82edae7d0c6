import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectDatabase } from "../../support/database.ts";

const sql = connectDatabase();

test("docs/media.md says how much one person may upload", async () => {
  const limits = await sql`
    select format('| %s | %s | %s MB | %s | %s MB |', purpose, kind, max_bytes / 1048576, daily_count, daily_bytes / 1048576) as line
    from private.media_limits order by purpose, kind`;
  const page = readFileSync(new URL("../../../docs/media.md", import.meta.url), "utf8");
  expect(page.match(/^\| \w+ \| \w+ \| \d+ MB .*$/gm)).toEqual(limits.map(({ line }) => line));
});
