import { readFileSync } from "node:fs";
import type { ReservedSql } from "postgres";

const units = [
  ...["a", "ab", "aab", "a b ", "a.", "a-", "a1", "1", "1 ", "!", "$", "|", "@", "@a", "@ab.", "#", "#a", "##a ", "_"],
  ...[".", ",", ". ", "/", "http://", "https://a.b/", "www.", ".com/", "é", "\u0301", "a\u0301", "\u200b", " ", "\n"],
  ...[" \n", "\t", "\u3000", "l", "iii", "I l1|", "今天天气很好我们去公园散步吧", "。", "、", "東京タワー", "ﷺ", "㌠"],
  ...[
    "ไทย",
    "한국어",
    "क्षि",
    "မြန်မာ",
    "مرحبا",
    "ﬃ",
    "𝐛𝐚𝐝",
    "👍",
    "👨‍👩‍👧",
    "🇩🇪",
    "ß",
    "İ",
    "\\",
    "%",
    "\\%",
    "(",
    "[",
    "((((",
    '"',
    "'",
  ],
  ...["&amp;", "<a>"],
];

/** Texts of so many characters that make a careless expression go over them again and again, by what is in them. */
export function hostileTexts(length: number): Map<string, string> {
  const cut = (text: string) => [...text].slice(0, length).join("");
  const texts = new Map(units.map((unit) => [unit, cut(unit.repeat(length))]));
  texts.set("blanks inside", `x${" ".repeat(length - 2)}x`);
  texts.set("nothing inside", `x${"\u200b".repeat(length - 2)}x`);
  texts.set("signs before a letter", `${"!".repeat(length - 1)}x`);
  texts.set("a long word, and letters that stand alone", "a".repeat(length / 2) + " b".repeat(length / 4));
  return texts;
}

/** The functions that take one text, or texts of which one has to be given. */
export async function readersOfTexts(sql: ReservedSql): Promise<string[]> {
  const readers = await sql<{ name: string }[]>`
    select oid::regproc::text as name from pg_proc
    where pronamespace = 'private'::regnamespace and prokind = 'f' and pronargs - pronargdefaults = 1 and proargtypes[0] = 'text'::regtype
    order by 1`;
  return readers.map(({ name }) => name);
}

/** Somebody signed in, and terms to look for. In a transaction that the caller rolls back. */
export async function prepareReaders(sql: ReservedSql): Promise<void> {
  await sql`
    insert into private.automod_terms (term, severity, category)
    select 'word ' || md5(number::text), 'flag', 'test' from generate_series(1, 300) number`;
  await sql`
    select set_config('request.jwt.claims', jsonb_build_object('sub', session.account_id, 'sid', session.id, 'role', 'authenticated')::text, true)
    from private.sessions session limit 1`;
}

/**
 * The processor time, in milliseconds, that a connection's own process takes for a call, refused or not: unlike the time on the clock
 * it does not grow with whatever else the machine does. The least of a few tries, as long as it is above `enough`.
 */
export async function workOf(sql: ReservedSql, pid: number, call: string, text: string, enough: number, tries = 5) {
  const spent = () => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < tries && least > enough; attempt++) {
    const before = spent();
    // On the way together: what waits for answers is the test, not Postgres.
    const steps = [sql`savepoint attempt`, sql.unsafe(`select ${call}($1)`, [text]), sql`rollback to attempt`];
    await Promise.allSettled(steps);
    least = Math.min(least, spent() - before);
  }
  return least;
}
