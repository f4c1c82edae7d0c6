/**
 * Columbia's speed dating through Plaza's own tables: the first half of each event becomes history, as answers do, and the second half is
 * judged by the scores that a sweep would see.
 * Run: node bench/matchmaking/replay.ts <folder with people.csv and dates.csv>
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { exactMatching } from "../../media-worker/matchmaking/exact-matching.ts";
import { at, type Graph } from "../../media-worker/matchmaking/graph.ts";
import { startDatabase } from "./crowd.ts";
import { areaUnderCurve, gini, quantile, randomNumbers, shuffled } from "./figures.ts";

type Row = Record<string, string>;
interface Meeting {
  woman: string;
  man: string;
  mutual: boolean;
  /** By interests and age alone, as for people without a history, and by all that is known. */
  prior: number;
  score: number;
}
interface Evening {
  people: string[];
  meetings: Meeting[];
}

const folder = process.argv[2];
if (!folder) throw new Error("Say in which folder people.csv and dates.csv are.");

function readCsv(name: string): Row[] {
  const [header = "", ...lines] = readFileSync(join(folder as string, name), "utf8")
    .trim()
    .split("\n");
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, place) => [names[place] ?? "", value])));
}

const hobbies =
  "sports,tvsports,exercise,dining,museums,art,hiking,gaming,clubbing,reading,tv,theater,movies,concerts,music,shopping,yoga".split(
    ",",
  );
const idOf = (person: string) => `01930000-0000-7000-8000-${person.padStart(12, "0")}`;

async function makePeople(sql: Sql, people: Row[]): Promise<void> {
  await sql`
    insert into public.interests ${sql(hobbies.map((slug) => ({ slug: `speed-${slug}`, name: slug })))}`;
  const born = (age: number) => new Date(Date.now() - (age + 0.5) * 365.25 * 86_400_000).toISOString().slice(0, 10);
  for (const { person = "", gender, age, ...row } of people) {
    const [id, username] = [idOf(person), `person${person}`];
    // Whoever gave no age is as old as most.
    const birth_date = born(Number(age) || 26);
    const phone = `+1${1_000_000_000 + Number(person)}`;
    await sql`
      insert into private.accounts ${sql({ id, username, email: `${username}@example.com`, phone, birth_date })}`;
    await sql`
      insert into public.profiles ${sql({ id, username, first_name: "Robin", last_name: "Example", gender: gender === "f" ? "female" : "male" })}`;
    const liked = hobbies.filter((hobby) => Number(row[hobby]) >= 8);
    if (liked.length > 0)
      await sql`insert into public.profile_interests ${sql(liked.map((hobby) => ({ profile_id: id, interest: `speed-${hobby}` })))}`;
  }
  await sql`insert into private.presence (profile_id, device, active_at, seen_at) select id, 'web', now(), now() + interval '1 day' from public.profiles`;
  await sql`select private.weigh_interests()`;
}

/** Lets everybody look for a date, with the histories that they have by now, and nobody's wishes narrow any more. */
const openTickets = (sql: Sql) => sql`
  insert into private.match_tickets (person_id, mode, intent, is_minor, gender, age, interests, interest_bits, place_key, gives, gets, newness,
    since, expires_at)
  select profile.id, 'compatible', 'dating', false, profile.gender, private.age(account.birth_date), liked.interests,
    private.interest_bits(liked.interests), private.place_key(null, null, null), odds.gives, odds.gets, odds.newness, now() - interval '1 hour',
    now() + interval '1 day'
  from public.profiles profile
  join private.accounts account on account.id = profile.id
  cross join lateral (select array(select interest from public.profile_interests chosen where chosen.profile_id = profile.id) as interests) liked
  cross join lateral private.match_odds(profile.id, 'dating') odds`;

async function scores(sql: Sql, pairs: Row[]): Promise<number[]> {
  const people = [...new Set(pairs.flatMap(({ woman = "", man = "" }) => [woman, man]))];
  const place = (person = "") => people.indexOf(person) + 1;
  const rows = await sql`
    select pair.one, pair.other, pair.score from private.weigh_pairs(${people.map(idOf)}::uuid[],
      ${pairs.map(({ woman }) => place(woman))}::int[], ${pairs.map(({ man }) => place(man))}::int[]) pair`;
  const found = new Map(rows.map(({ one, other, score }) => [`${one},${other}`, Number(score)]));
  return pairs.map(({ woman, man }) => found.get(`${place(woman)},${place(man)}`) as number);
}

async function replay(sql: Sql): Promise<Evening[]> {
  const dates = readCsv("dates.csv");
  await makePeople(sql, readCsv("people.csv"));
  const waves = [...new Set(dates.map(({ wave }) => wave))];
  const halves = waves.map((wave) => {
    const all = dates.filter((date) => date.wave === wave);
    const half = Math.max(...all.map(({ date_order }) => Number(date_order))) / 2;
    return {
      first: all.filter(({ date_order }) => Number(date_order) <= half),
      second: all.filter(({ date_order }) => Number(date_order) > half),
    };
  });
  await openTickets(sql);
  const priors = await Promise.all(halves.map(({ second }) => scores(sql, second)));
  await sql`delete from private.match_tickets`;
  for (const { woman = "", man = "", woman_yes, man_yes } of halves.flatMap(({ first }) => first)) {
    await sql`
      select private.note_match_answer(${idOf(woman)}, ${idOf(man)}, 'dating', ${woman_yes === "1"}),
        private.note_match_answer(${idOf(man)}, ${idOf(woman)}, 'dating', ${man_yes === "1"})`;
  }
  await openTickets(sql);
  return Promise.all(
    halves.map(async ({ second }, wave) => {
      const known = await scores(sql, second);
      return {
        people: [...new Set(second.flatMap(({ woman = "", man = "" }) => [woman, man]))],
        meetings: second.map(({ woman = "", man = "", woman_yes, man_yes }, place) => ({
          woman,
          man,
          mutual: woman_yes === "1" && man_yes === "1",
          prior: priors[wave]?.[place] as number,
          score: known[place] as number,
        })),
      };
    }),
  );
}

type Chosen = Meeting[];
const mutual = (chosen: Chosen) => chosen.filter((meeting) => meeting.mutual).length;

/** Everybody is asked about one person at most, and as many as possible are asked about somebody: so all choose among as many proposals. */
function best({ people, meetings }: Evening, worthOf: (meeting: Meeting) => number): Chosen {
  const graph: Graph = {
    size: people.length,
    one: Int32Array.from(meetings, ({ woman }) => people.indexOf(woman)),
    other: Int32Array.from(meetings, ({ man }) => people.indexOf(man)),
    weight: Int32Array.from(meetings, (meeting) => 1_000_000 + Math.round(worthOf(meeting) * 1_000_000)),
  };
  const matching = exactMatching(graph);
  return meetings.filter((_, edge) => at(matching, at(graph.one, edge)) === edge);
}

/** People come in some order, and each is asked about whoever has waited longest of those that they could meet. */
function firstComeFirstServed({ people, meetings }: Evening, random: () => number): Chosen {
  const byPair = new Map(
    meetings.flatMap((meeting) => [
      [`${meeting.woman},${meeting.man}`, meeting] as const,
      [`${meeting.man},${meeting.woman}`, meeting] as const,
    ]),
  );
  const waiting: string[] = [];
  const chosen: Chosen = [];
  for (const person of shuffled(people, random)) {
    const place = waiting.findIndex((other) => byPair.has(`${person},${other}`));
    if (place < 0) waiting.push(person);
    else chosen.push(byPair.get(`${person},${waiting.splice(place, 1)[0]}`) as Meeting);
  }
  return chosen;
}

const database = await startDatabase();
const sql = postgres(database.postgresUrl, { max: 1, onnotice: () => {} });
try {
  const events = await replay(sql);
  const all = events.flatMap(({ meetings }) => meetings);
  const topTenth = (worthOf: (meeting: Meeting) => number) => {
    const top = [...all].sort((a, b) => worthOf(b) - worthOf(a)).slice(0, Math.round(all.length / 10));
    return (100 * mutual(top)) / top.length;
  };
  const auc = (worthOf: (meeting: Meeting) => number) =>
    areaUnderCurve(all.map((meeting) => ({ score: worthOf(meeting), yes: meeting.mutual })));
  const [byPrior, byScore] = [(meeting: Meeting) => meeting.prior, (meeting: Meeting) => meeting.score];
  console.log(
    `${events.length} events, ${all.length} dates of the second halves, ${((100 * mutual(all)) / all.length).toFixed(1)} % mutual yes\n`,
  );
  console.table([
    { by: "interests and age", AUC: auc(byPrior).toFixed(3), "top tenth: both yes %": topTenth(byPrior).toFixed(1) },
    { by: "with histories", AUC: auc(byScore).toFixed(3), "top tenth: both yes %": topTenth(byScore).toFixed(1) },
  ]);

  const random = randomNumbers(1);
  const rounds = 400;
  /** Mutual yes per proposal in each event: arrivals and chance in the mean over many orders. */
  const meanOf = (choose: (event: Evening) => Chosen) =>
    events.map((event) => {
      const runs = Array.from({ length: rounds }, () => choose(event));
      return {
        yes: runs.reduce((sum, chosen) => sum + mutual(chosen), 0) / rounds,
        asked: runs.reduce((sum, chosen) => sum + chosen.length, 0) / rounds,
      };
    });
  const once = (choose: (event: Evening) => Chosen) =>
    events.map((event) => ({ yes: mutual(choose(event)), asked: choose(event).length }));
  const methods = {
    random: meanOf((event) => best({ ...event, meetings: shuffled(event.meetings, random) }, () => random())),
    "first come, first served": meanOf((event) => firstComeFirstServed(event, random)),
    "interests and age": once((event) => best(event, byPrior)),
    "with histories": once((event) => best(event, byScore)),
    "who knew all answers": once((event) => best(event, ({ mutual: yes }) => (yes ? 1 : 0))),
  };
  const rate = (parts: { yes: number; asked: number }[]) =>
    parts.reduce((sum, { yes }) => sum + yes, 0) / parts.reduce((sum, { asked }) => sum + asked, 0);
  const served = methods["first come, first served"];
  const draws = Array.from({ length: 4_000 }, () => events.map(() => Math.floor(random() * events.length)));
  const pick = <Part>(parts: Part[], places: number[]) => places.map((place) => parts[place] as Part);
  console.table(
    Object.entries(methods).map(([by, parts]) => {
      const ratios = draws.map((places) => rate(pick(parts, places)) / rate(pick(served, places)));
      return {
        by,
        proposals: Math.round(parts.reduce((sum, { asked }) => sum + asked, 0)),
        "both yes per proposal": rate(parts).toFixed(3),
        "× first come": (rate(parts) / rate(served)).toFixed(2),
        "90 % interval": `${quantile(ratios, 0.05).toFixed(2)}–${quantile(ratios, 0.95).toFixed(2)}`,
      };
    }),
  );

  // Evening after evening: each sweep's proposals count as exposures in the next, and no two are asked about each other twice.
  const sweeps = 5;
  const counts = new Map(events.flatMap(({ people }) => people).map((person) => [person, 0]));
  const plain = new Map(counts);
  for (const event of events) {
    for (const [tally, damped] of [
      [counts, true],
      [plain, false],
    ] as const) {
      let left = event.meetings;
      for (let sweep = 0; sweep < sweeps; sweep++) {
        const damping = (person: string) => (damped ? (1 + (tally.get(person) ?? 0)) ** -2 : 1);
        // By weight alone, as a sweep does it: without a bonus for each pair.
        const chosen = heaviest(event.people, left, ({ woman, man, score }) => score * damping(woman) * damping(man));
        for (const { woman, man } of chosen)
          for (const person of [woman, man]) tally.set(person, (tally.get(person) ?? 0) + 1);
        left = left.filter((meeting) => !chosen.includes(meeting));
      }
    }
  }
  const spread = (tally: Map<string, number>) => {
    const values = [...tally.values()];
    const middle = quantile(values, 0.5);
    return {
      "proposals a person: median": middle,
      "most × median": (Math.max(...values) / middle).toFixed(2),
      nobody: values.filter((value) => value === 0).length,
      Gini: gini(values).toFixed(3),
    };
  };
  console.table({ damped: spread(counts), "not damped": spread(plain) });
} finally {
  await sql.end();
  await database.stop();
}

function heaviest(people: string[], meetings: Meeting[], worthOf: (meeting: Meeting) => number): Chosen {
  const graph: Graph = {
    size: people.length,
    one: Int32Array.from(meetings, ({ woman }) => people.indexOf(woman)),
    other: Int32Array.from(meetings, ({ man }) => people.indexOf(man)),
    weight: Int32Array.from(meetings, (meeting) => Math.max(1, Math.round(worthOf(meeting) * 1_000_000))),
  };
  const matching = exactMatching(graph);
  return meetings.filter((_, edge) => at(matching, at(graph.one, edge)) === edge);
}
