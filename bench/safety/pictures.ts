/**
 * Pictures told by their PDQ hashes: how near the hashes are to Meta's, how long a picture takes, and how long it takes to look one up among
 * a million. Run: node bench/safety/pictures.ts <data folder> [how many bans]
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { withConnection } from "../../local/postgres/connection.ts";
import { hashDistance, type PictureHash, pictureHash } from "../../media-worker/image/pdq.ts";
import { startBenchDatabase } from "../content/database.ts";
import { readCsv } from "./data.ts";

const folder = join(process.argv[2] as string, "pdq-test-images");
const bans = Number(process.argv[3] ?? 1_000_000);

/** The pictures of the references, and for the turned and mirrored ones that are no file the form of the first. */
async function references(): Promise<void> {
  const rows = readCsv(join(folder, "expected_hashes.csv"));
  const upright = await pictureHash(join(folder, "aaa-orig.jpg"));
  const forms = rows.filter(({ file }) => file?.startsWith("bridge-")).map(({ file }) => file);
  const table = [];
  for (const { file, hash } of rows as { file: string; hash: string }[]) {
    const path = join(folder, file);
    const form = forms.indexOf(file);
    const startedAt = performance.now();
    const made: PictureHash | undefined = existsSync(path) ? await pictureHash(path) : undefined;
    table.push({
      file,
      "distance of the file": made && hashDistance(made.forms[0] as string, hash),
      "of the first one's form": form < 0 ? undefined : hashDistance(upright.forms[form] as string, hash),
      quality: made?.quality,
      ms: made && Math.round(performance.now() - startedAt),
    });
  }
  console.table(table);
}

async function lookUps(sql: Sql): Promise<void> {
  const startedAt = performance.now();
  // As one imports a list: the index at the end.
  const [index] = await sql`select pg_get_indexdef('private.banned_media_slots'::regclass) as definition`;
  await sql`drop index private.banned_media_slots`;
  await sql`
    insert into private.banned_media (hash, reason)
    select ('x' || md5(n::text) || md5('other ' || n))::bit(256), 'other' from generate_series(1, ${bans}::int) n`;
  await sql.unsafe(index?.definition);
  await sql`vacuum analyze private.banned_media`;
  console.log(`${bans} bans stored in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const times: Record<string, { ms: number[]; found: number }> = {};
  for (let n = 0; n < 300; n++) {
    for (const flipped of [0, 10, 31, null]) {
      // Bits turned over at random places of a banned hash, or a hash of nothing banned.
      const [given] = await sql<{ hash: string }[]>`
        select (case when ${flipped}::int is null then ('x' || md5(random()::text) || md5(random()::text))::bit(256) else (
          select ('x' || md5(${n + 1}::text) || md5('other ' || ${n + 1}::text))::bit(256) # string_agg(case when place <= ${flipped}::int then '1' else '0' end, '' order by random())::bit(256)
          from generate_series(1, 256) place) end)::text as hash`;
      const begin = performance.now();
      const [nearest] =
        await sql`select ban_id, distance from private.nearest_ban(array[${given?.hash as string}::text::bit(256)])`;
      const name = flipped === null ? "nothing banned" : `${flipped} bits off`;
      const row = times[name] ?? { ms: [], found: 0 };
      times[name] = row;
      row.ms.push(performance.now() - begin);
      if (nearest?.ban_id && nearest.distance === flipped) row.found++;
    }
  }
  console.table(
    Object.fromEntries(
      Object.entries(times).map(([name, { ms, found }]) => {
        const sorted = ms.sort((one, other) => one - other);
        const at = (share: number) => (sorted[Math.floor(sorted.length * share)] as number).toFixed(2);
        return [name, { looked_up: ms.length, found, "p50 ms": at(0.5), "p95 ms": at(0.95), "p99 ms": at(0.99) }];
      }),
    ),
  );
}

await references();
const database = await startBenchDatabase({ shared_buffers: "512MB" });
try {
  await withConnection(database.postgresUrl, lookUps);
} finally {
  await database.stop();
}
