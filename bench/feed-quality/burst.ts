import type { Sql } from "postgres";
import { addPeople, personId, postId, withPlaza } from "./plaza.ts";

const people = 3_000;
const viewsPerDeed = 20;
/** How many people a minute do something with the post once the burst begins. */
const rates = [0.5, 1, 2, 5, 10];
/** How old the post is when it begins: until then one person does something with it every ten minutes. */
const ages = [10, 120];
const lastMinute = 240;

/** How long a burst takes to be `viral`, with the parameters that ship: each minute of it in the log, read and judged by Plaza's own reader. */
export async function burstTimes(): Promise<{ columns: string[]; rows: string[][] }> {
  const rows: string[][] = [];
  for (const age of ages) {
    for (const rate of rates) {
      await withPlaza(async (sql) => {
        rows.push([`${rate}`, `${age} min`, ...(await burst(sql, rate, age))]);
      });
    }
  }
  return {
    columns: [
      "people a minute",
      "age of the post",
      "minutes to rising",
      "to viral",
      "people by then",
      "predicted by then",
    ],
    rows,
  };
}

async function burst(sql: Sql, rate: number, age: number): Promise<string[]> {
  await addPeople(sql, people);
  // They have been here for a year: each counts .9.
  await sql`update private.accounts set created_at = now() - interval '1 year', email_verified_at = now()`;
  const post = postId(1);
  const begin = Date.now() - (age + lastMinute + 1) * 60_000;
  const at = (minute: number) => new Date(begin + minute * 60_000);
  await sql`
    insert into public.posts (id, author_id, client_id, kind, caption, state, position, published_at)
    values (${post}, ${personId(people)}, ${post}, 'text', 'a burst', 'published', private.uuid_v7(), ${at(0)})`;
  const first: Record<string, string[]> = {};
  let deeds = 0;
  let views = 0;
  for (let minute = 1; minute <= age + lastMinute && !first.viral; minute++) {
    const due = Math.floor(Math.min(minute, age) / 10 + rate * Math.max(0, minute - age));
    const more = Array.from({ length: due - deeds }, (_, place) => personId(1 + ((deeds + place) % (people - 1))));
    const lookers = Array.from({ length: (due - deeds) * viewsPerDeed }, (_, place) =>
      personId(1 + ((views + place) % (people - 1))),
    );
    deeds = due;
    views += lookers.length;
    await sql`
      insert into private.engagement (kind, actor_id, subject_id, target_id, details, happened_at)
      select 'post_reaction', id, ${personId(people)}::uuid, ${post}::uuid, '{"emoji": "❤️"}'::jsonb, ${at(minute)}::timestamptz from unnest(${more}::uuid[]) id
      union all
      select 'view', id, ${personId(people)}, ${post}, '{"counts": 1, "first": 1, "watched_ms": 3000, "source": "home"}', ${at(minute)}
      from unnest(${lookers}::uuid[]) id`;
    const known = await sql.begin(async (transaction) => {
      const [place] = await transaction`select * from private.begin_reading('virality', 1000000)`;
      await transaction`select private.count_deeds(${place?.since}, ${place?.until})`;
      // As private.due_posts and the worker do: each minute, from three people on.
      await transaction`select private.judge_posts(array(select post_id from private.post_virality where people >= 3), ${at(minute)})`;
      await transaction`select private.finish_reading('virality', ${place?.until})`;
      const [row] = await transaction`select state, people, predicted from private.post_virality`;
      return row;
    });
    if (known && known.state !== "none")
      first[known.state] ??= [`${minute - age}`, Number(known.people).toFixed(0), Number(known.predicted).toFixed(0)];
  }
  const [minutes = "–", reached = "–", predicted = "–"] = first.viral ?? [];
  return [first.rising?.[0] ?? "–", minutes, reached, predicted];
}
