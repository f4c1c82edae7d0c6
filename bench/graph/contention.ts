import postgres, { type Sql } from "postgres";
import { percentile, printTable } from "../realtime/figures.ts";
import { asPerson, idsOfPeople } from "./session.ts";

const size = 200;
const connections = 100;
const range = (first: number) => Array.from({ length: size }, (_, place) => first + place);

async function followAtOnce(pool: Sql, fans: string[], targets: string[]): Promise<string[]> {
  const sample: number[] = [];
  const start = performance.now();
  await Promise.all(
    fans.map(async (fan, place) => {
      await asPerson(pool, fan, (transaction) => transaction`select public.follow(${targets[place] as string})`);
      sample.push(performance.now() - start);
    }),
  );
  return [performance.now() - start, percentile(sample, 0.5)].map((time) => `${time.toFixed(0)} ms`);
}

/** 200 people follow one person at once, and 200 people one each: what is shared shows in the ratio. */
export async function measureContention(url: string, sql: Sql): Promise<void> {
  const pool = postgres(url, { max: connections, onnotice: () => {} });
  const fans = await idsOfPeople(sql, range(50_000));
  await Promise.all(fans.map(() => pool`select pg_sleep(2)`)); // every connection is open before the clock runs
  const rows: string[][] = [];
  for (let round = 0; round < 4; round++) {
    const [star] = await idsOfPeople(sql, [60_000 + round]);
    const apart = await idsOfPeople(sql, range(70_000 + round * size));
    const before = await followers(sql, star as string);
    const together = await followAtOnce(pool, fans, Array(size).fill(star));
    const gained = (await followers(sql, star as string)) - before;
    // The first round finds nothing in memory.
    if (round > 0) rows.push([...together, String(gained), ...(await followAtOnce(pool, fans, apart))]);
  }
  await pool.end();
  const columns = ["one person: all", "p50", "followers gained", "one each: all", "p50"];
  printTable(`${size} follows at once, on ${connections} connections`, columns, rows);
}

async function followers(sql: Sql, id: string): Promise<number> {
  const [row] = await sql`select private.graph_counts(${id}) as counts`;
  return row?.counts.followers;
}
