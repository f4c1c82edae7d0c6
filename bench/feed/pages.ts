import type { Sql } from "postgres";
import { Random } from "../../local/demo/random.ts";
import { Api } from "../people/api.ts";
import { personId } from "../people/person.ts";
import { Figures } from "./figures.ts";

interface Page {
  items: unknown[];
  next_cursor: string | null;
}

/** Measures one call: on the clock, and the time of the processor that it took in Postgres. */
async function measured<Result>(
  api: Api,
  figures: Figures,
  name: string,
  call: () => Promise<Result>,
): Promise<Result> {
  const cpu = api.cpu;
  const start = performance.now();
  const result = await call();
  figures.note(name, { clock: performance.now() - start, cpu: api.cpu - cpu });
  return result;
}

/** Whom the pages are for: anybody, and the ends of the range. */
async function callers(sql: Sql, people: number, count: number): Promise<Record<string, string[]>> {
  const random = new Random(5);
  const few = Math.ceil(count / 4);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  return {
    anybody: Array.from({ length: count }, () => personId(random.integer(1, people))),
    "follows 5,000": ids(await sql`select id from bench.people where n % 1000 = 1 order by n limit ${few}`),
    "follows nobody": ids(await sql`select id from bench.people where follows = 0 order by n limit ${few}`),
    "the busiest": ids(await sql`select id from bench.people order by zeal desc limit ${few}`),
  };
}

/** First pages, each for somebody else, and three more pages of each. */
export async function timePages(sql: Sql, authenticatorUrl: string, people: number, count: number): Promise<Figures> {
  const figures = new Figures();
  const api = await Api.open(authenticatorUrl);
  const warming = new Figures();
  for (const [who, ids] of Object.entries(await callers(sql, people, count))) {
    // Some that do not count: plans are made, and what is read by all is in memory.
    const first = ids.slice(0, 20);
    for (const [index, id] of [...first, ...ids].entries()) {
      const kept = index < first.length ? warming : figures;
      let page = await measured(api, kept, `cold page, ${who}`, () => api.call<Page>(id, "home_feed", {}));
      for (let next = 0; next < 3 && page.next_cursor; next++) {
        const cursor = page.next_cursor;
        page = await measured(api, kept, "next pages", () => api.call<Page>(id, "home_feed", { cursor }));
        if (page.items.length === 0) break;
      }
    }
  }
  await api.close();
  return figures;
}

/** What other designs take for the same: the query that is usually written first, and a cache of its pages for a minute. */
export async function timeNaivePages(authenticatorUrl: string, people: number, count: number): Promise<Figures> {
  const figures = new Figures();
  const random = new Random(6);
  // At full size the naive query takes longer than a statement may in the product.
  const api = await Api.open(authenticatorUrl, { statementTimeout: "120s" });
  for (let turn = 0; turn < count; turn++) {
    const id = personId(random.integer(1, people));
    await measured(api, figures, "naive query", () => api.call(id, "naive_feed", {}));
    await measured(api, figures, "60 s cache, not there", () => api.call(id, "cached_feed", {}));
    for (let hit = 0; hit < 5; hit++) {
      await measured(api, figures, "60 s cache, there", () => api.call(id, "cached_feed", {}));
    }
  }
  await api.close();
  return figures;
}
