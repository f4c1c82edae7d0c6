import type { Sql } from "postgres";
import { percentile, printTable } from "../realtime/figures.ts";
import { asPerson, idsOfPeople } from "./session.ts";

interface Case {
  name: string;
  callers: string[];
  /** The statement of the caller at this place. */
  statement: (place: number) => string;
}

const cases = async (sql: Sql): Promise<Case[]> => {
  const many = await idsOfPeople(
    sql,
    Array.from({ length: 200 }, (_, place) => 1_000 + place * 450),
  );
  const [heavy, star, unknown] = (await idsOfPeople(sql, [1, 2, 99_000])) as [string, string, string];
  const target = (place: number, step: number) => many[(place + step) % many.length];
  const ofHeavy = Array(50).fill(heavy) as string[];
  return [
    { name: "list_followers of a star", callers: many, statement: () => `list_followers('${star}')` },
    { name: "list_following, of 10,000", callers: many, statement: () => `list_following('${heavy}')` },
    { name: "followers_you_know of a star", callers: many, statement: () => `followers_you_know('${star}')` },
    {
      name: "the same, for whoever follows 10,000",
      callers: ofHeavy,
      statement: () => `followers_you_know('${star}')`,
    },
    {
      name: "and of somebody with few followers",
      callers: ofHeavy,
      statement: () => `followers_you_know('${unknown}')`,
    },
    { name: "follow_suggestions", callers: many, statement: () => "follow_suggestions()" },
    { name: "the same, for whoever follows 10,000", callers: ofHeavy, statement: () => "follow_suggestions()" },
    { name: "follow", callers: many, statement: (place) => `follow('${target(place, 7)}')` },
    { name: "unfollow", callers: many, statement: (place) => `unfollow('${target(place, 7)}')` },
    { name: "request_connection", callers: many, statement: (place) => `request_connection('${target(place, 9)}')` },
    { name: "block", callers: many, statement: (place) => `block('${target(place, 11)}')` },
  ];
};

/** Times each call as its callers make it, one after the other, and counts the buffers of one. */
export async function measureCalls(sql: Sql): Promise<void> {
  const rows: string[][] = [];
  for (const { name, callers, statement } of await cases(sql)) {
    const sample: number[] = [];
    for (const [place, caller] of callers.entries()) {
      await asPerson(sql, caller, async (transaction) => {
        const start = performance.now();
        await transaction.unsafe(`select public.${statement(place)}`);
        sample.push(performance.now() - start);
      });
    }
    const plan = await asPerson(sql, callers[0] as string, (transaction) =>
      transaction.unsafe(`explain (analyze, buffers, format json) select public.${statement(0)}`),
    );
    const top = plan[0]?.["QUERY PLAN"][0].Plan;
    const times = [0.5, 0.95].map((share) => `${percentile(sample, share).toFixed(2)} ms`);
    rows.push([name, ...times, String(top["Shared Hit Blocks"] + top["Shared Read Blocks"])]);
  }
  printTable("Calls, one at a time", ["call", "p50", "p95", "buffers of one"], rows);
}
