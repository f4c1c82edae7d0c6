import type { Sql } from "postgres";
import { Random } from "../../local/demo/random.ts";
import type { Api } from "./api.ts";
import { personId } from "./person.ts";

/** One kind of call: what it is, and how to make one with everything drawn anew. */
export interface Call {
  group: "search" | "typeahead" | "profile";
  name: string;
  make(): { rpc: string; args: Record<string, unknown> };
}

interface Known {
  username: string;
  first_name: string;
  last_name: string;
}

/** Swaps two letters in the middle: the commonest slip. */
function misspelt(word: string): string {
  const at = Math.max(1, Math.floor(word.length / 2) - 1);
  return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
}

/** The calls that are measured. What they ask for is drawn from the crowd, so that common is asked for more often. */
export async function makeCalls(sql: Sql, people: number): Promise<Call[]> {
  const random = new Random(7);
  const ids = Array.from({ length: 2_000 }, () => personId(random.integer(1, people)));
  const known = await sql<
    Known[]
  >`select username, first_name, last_name from public.profiles where id = any (${ids}::uuid[])`;
  const slugs = (await sql`select slug from public.interests order by slug`).map((row) => row.slug as string);
  const someone = () => random.pick(known);
  const interest = () => slugs[Math.floor(slugs.length * random.next() ** 1.7)] as string;
  const ages = (width: number) => {
    const age_min = random.integer(18, 45);
    return { age_min, age_max: age_min + width };
  };
  const gender = () => [random.pick(["female", "male", "nonbinary"])];

  const search = (name: string, args: () => Record<string, unknown>): Call => ({
    group: "search",
    name,
    make: () => ({ rpc: "search_people", args: args() }),
  });
  const typeahead = (name: string, prefix: () => string): Call => ({
    group: "typeahead",
    name,
    make: () => ({ rpc: "typeahead_people", args: { prefix: prefix() } }),
  });

  return [
    search("exact handle", () => ({ query: someone().username })),
    search("first name", () => ({ query: someone().first_name })),
    search("first and last name", () => ({ query: `${someone().first_name} ${someone().last_name}` })),
    search("a whole name, misspelt", () => {
      const { first_name, last_name } = someone();
      return { query: `${first_name} ${misspelt(last_name)}` };
    }),
    search("one name, misspelt", () => ({ query: misspelt(someone().last_name) })),
    search("a name nobody has", () => ({ query: `${misspelt(someone().last_name)}${random.integer(100, 999)}xq` })),
    search("no filter", () => ({})),
    search("any of 3 interests", () => ({ interests: [interest(), interest(), interest()] })),
    search("all of 3 interests", () => ({ interests: [interest(), interest(), interest()], match: "all" })),
    search("dating, 6 years, gender", () => ({ looking_for: "dating", ...ages(5), genders: gender() })),
    search("within 10 km", () => ({ within_km: 10 })),
    search("within 50 km, 6 years, dating", () => ({ within_km: 50, ...ages(5), looking_for: "dating" })),
    search("within 500 km, verified", () => ({ within_km: 500, verified_only: true })),
    search("online, any of 2 interests", () => ({ online_only: true, interests: [interest(), interest()] })),
    search("online, within 25 km, gender", () => ({ online_only: true, within_km: 25, genders: gender() })),
    search("verified, all of 2, 11 years", () => ({
      verified_only: true,
      interests: [interest(), interest()],
      match: "all",
      ...ages(10),
    })),
    search("first name, within 50 km", () => ({ query: someone().first_name, within_km: 50 })),
    search("everything at once", () => ({
      query: someone().first_name.slice(0, 2),
      interests: [interest(), interest()],
      ...ages(15),
      within_km: 100,
      looking_for: "friendship",
      genders: gender(),
    })),
    typeahead("1 letter", () => someone().first_name.slice(0, 1)),
    typeahead("2 letters", () => someone().last_name.slice(0, 2)),
    typeahead("3 letters", () => someone().first_name.slice(0, 3)),
    typeahead("4 letters", () => someone().last_name.slice(0, 4)),
    typeahead("a first name", () => someone().first_name),
    typeahead("half a handle", () => someone().username.slice(0, 8)),
    { group: "profile", name: "by id", make: () => ({ rpc: "get_profile", args: { user_id: random.pick(ids) } }) },
    {
      group: "profile",
      name: "by username",
      make: () => ({ rpc: "get_profile", args: { username: someone().username } }),
    },
  ];
}

/** Milliseconds of one call: on the clock, and of CPU in Postgres. */
export interface Timing {
  clock: number;
  cpu?: number;
}

/** Times `times` calls of one kind, each by somebody else, after some that do not count. */
export async function timeCalls(api: Api, call: Call, callers: string[], times: number): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let turn = -Math.ceil(times / 5); turn < times; turn++) {
    const { rpc, args } = call.make();
    const caller = callers[Math.abs(turn) % callers.length] as string;
    const cpu = api.cpu;
    const start = performance.now();
    await api.call(caller, rpc, args).catch((error: Error) => {
      // Somebody whom the caller may not see, or a minor who looks for a date: refused, and timed as well.
      if (!/USER_NOT_FOUND|INVALID_SEARCH/.test(error.message)) throw error;
    });
    const clock = performance.now() - start;
    if (turn >= 0) timings.push({ clock, cpu: api.cpu - cpu });
  }
  return timings;
}
