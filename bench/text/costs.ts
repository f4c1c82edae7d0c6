/**
 * What the functions that read strangers' texts take for 5,000 characters of many kinds: processor time of Postgres, and how many
 * times that of three walks over such a text.
 * Run: node bench/text/costs.ts [characters]
 */
import { withConnection } from "../../local/postgres/connection.ts";
import { hostileTexts, prepareReaders, readersOfTexts, workOf } from "../../tests/security/support/hostile-texts.ts";
import { makePeople, startBenchDatabase } from "../content/database.ts";

const characters = Number(process.argv[2] ?? 5000);
const walks = `regexp_replace($1, '[ab]', 'cd', 'g'), string_to_array($1, null), normalize($1, nfkd)`;

const database = await startBenchDatabase();
try {
  await makePeople(database.postgresUrl, 1);
  await withConnection(database.postgresUrl, async (sql) => {
    const session = await sql.reserve();
    await session`begin`;
    await prepareReaders(session);
    const [own] = await session`select pg_backend_pid() as pid`;
    await session.unsafe(
      `create function pg_temp.walk(written text) returns record language sql as $$ select ${walks} $$`,
    );
    const pace = await workOf(session, own?.pid, "pg_temp.walk", "ab".repeat(characters / 2), 0, 20);
    const costs: { name: string; ms: number; what: string }[] = [];
    for (const name of await readersOfTexts(session)) {
      const ofTexts: { name: string; ms: number; what: string }[] = [];
      for (const [what, text] of hostileTexts(characters)) {
        ofTexts.push({ name, what, ms: await workOf(session, own?.pid, name, text, 0, 3) });
      }
      costs.push(ofTexts.reduce((dearest, cost) => (cost.ms > dearest.ms ? cost : dearest)));
    }
    console.log(`three walks over ${characters} characters: ${pace.toFixed(2)} ms`);
    for (const { name, ms, what } of costs.toSorted((one, other) => other.ms - one.ms)) {
      console.log(`${name}: ${ms.toFixed(2)} ms, ${(ms / pace).toFixed(1)} times that, of ${JSON.stringify(what)}`);
    }
    await session`rollback`;
    session.release();
  });
} finally {
  await database.stop();
}
