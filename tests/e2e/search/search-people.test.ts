import { randomBytes } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { clientWith } from "../../support/clients.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { refusal } from "../../support/rpc.ts";

interface Found {
  items: { id: string; username: string; age: number | null; distance_km: number | null; online: boolean | null }[];
  next_cursor: string | null;
}

/** A surname that nobody else has, in letters only. */
const newSurname = () => `Q${[...randomBytes(9)].map((byte) => String.fromCharCode(97 + (byte % 26))).join("")}`;

let searcher: Person;
let surname: string;
let crowd: Person[];

beforeAll(async () => {
  searcher = await newPerson({ location: { latitude: 52.52, longitude: 13.405 }, interests: ["chess"] });
  surname = newSurname();
  const interests = [["chess"], ["chess", "sailing"], ["sailing"], ["yoga"], []];
  crowd = [];
  for (const chosen of interests)
    crowd.push(
      await newPerson({
        last_name: surname,
        first_name: "Zoë",
        interests: chosen,
        location: { latitude: 52.4, longitude: 13.3 },
      }),
    );
});

async function search(args: Record<string, unknown>, by = searcher): Promise<Found> {
  const { data, error } = await by.client.rpc("search_people", args);
  expect(error).toBeNull();
  return data as unknown as Found;
}
const idsOf = ({ items }: Found) => items.map(({ id }) => id).sort();
const ids = (...indexes: number[]) => indexes.map((index) => crowd[index]?.id).sort();

test("people are found by name: whole, begun, without accents, misspelt", async () => {
  const misspelt = surname.slice(0, 4) + surname[5] + surname[4] + surname.slice(6);
  for (const query of [surname, surname.slice(0, 6), `zoe ${surname}`, `${surname.toUpperCase()} ZOË`, misspelt]) {
    expect(idsOf(await search({ query })), query).toEqual(ids(0, 1, 2, 3, 4));
  }
});

test("the exact handle comes first", async () => {
  const handle = crowd[2]?.username as string;
  expect((await search({ query: `@${handle}` })).items[0]?.username).toBe(handle);
});

test("filters narrow it down, alone and together", async () => {
  expect(idsOf(await search({ query: surname, interests: ["chess", "sailing"] }))).toEqual(ids(0, 1, 2));
  expect(idsOf(await search({ query: surname, interests: ["chess", "sailing"], match: "all" }))).toEqual(ids(1));
  expect(idsOf(await search({ query: surname, within_km: 30, interests: ["yoga"] }))).toEqual(ids(3));
  expect(idsOf(await search({ query: surname, within_km: 5 }))).toEqual([]);
  expect(idsOf(await search({ query: surname, age_max: 20 }))).toEqual([]);
  expect(idsOf(await search({ query: surname, looking_for: "dating" }))).toEqual([]);
  await crowd[4]?.client.rpc("heartbeat");
  expect(idsOf(await search({ query: surname, online_only: true }))).toEqual(ids(4));
});

test("pages follow one another, and what happens meanwhile moves nobody", async () => {
  const first = await search({ query: surname, page_size: 2 });
  await crowd[0]?.client.rpc("update_profile", { changes: { bio: "Changed in between" } });
  const second = await search({ query: surname, page_size: 2, cursor: first.next_cursor });
  const third = await search({ query: surname, page_size: 2, cursor: second.next_cursor });
  expect([...first.items, ...second.items, ...third.items].map(({ id }) => id).sort()).toEqual(ids(0, 1, 2, 3, 4));
  expect(third.next_cursor).toBeNull();
  expect(await refusal(searcher, "search_people", { query: "zoe", cursor: first.next_cursor as string })).toEqual({
    status: 422,
    code: "INVALID_CURSOR",
  });
});

test("who does not want to be found is not, by any way of searching", async () => {
  const hidden = await newPerson({ last_name: newSurname() });
  const { data: before } = await searcher.client.rpc("typeahead_people", { prefix: hidden.username });
  expect(idsOf(before as unknown as Found)).toEqual([hidden.id]);
  await hidden.client.rpc("set_settings", { changes: { discoverable: false } });
  expect((await search({ query: hidden.username })).items).toEqual([]);
  const { data: after } = await searcher.client.rpc("typeahead_people", { prefix: hidden.username });
  expect((after as unknown as Found).items).toEqual([]);
});

test("no search from any place tells two places of one cell apart", async () => {
  const [attacker, victim] = [await newPerson(), await newPerson({ last_name: newSurname() })];
  const attack = async () => {
    const readings: string[] = [];
    for (const step of [0, 1, 2, 3, 4, 5, 6, 7]) {
      await attacker.client.rpc("set_location", { latitude: 48.1 + step * 0.013, longitude: 11.5 - step * 0.021 });
      for (const within_km of [5, 10, 15]) {
        const { items } = await search({ query: victim.username, within_km }, attacker);
        readings.push(`${step}/${within_km}: ${items[0]?.distance_km}`);
      }
    }
    return readings;
  };
  // Two corners of the cell between latitude 48.15 and 48.195.
  await victim.client.rpc("set_location", { latitude: 48.152, longitude: 11.55 });
  const one = await attack();
  await victim.client.rpc("set_location", { latitude: 48.193, longitude: 11.55 });
  expect(await attack()).toEqual(one);
  expect(new Set(one.map((reading) => reading.split(": ")[1])).size).toBeGreaterThan(2);
});

test.each([
  ["a distance without a place", { within_km: 10 }, { status: 409, code: "LOCATION_REQUIRED" }],
  ["an age that is none", { age_min: 5 }, { status: 422, code: "INVALID_SEARCH" }],
  ["ages the wrong way round", { age_min: 40, age_max: 30 }, { status: 422, code: "INVALID_SEARCH" }],
  ["a distance around the world", { within_km: 20_000 }, { status: 422, code: "INVALID_SEARCH" }],
  ["an unknown aim", { looking_for: "money" }, { status: 422, code: "INVALID_SEARCH" }],
  ["a text of 101 characters", { query: "x".repeat(101) }, { status: 422, code: "INVALID_SEARCH" }],
  ["a cursor that is none", { cursor: "x" }, { status: 422, code: "INVALID_CURSOR" }],
  ["a page of 0", { page_size: 0 }, { status: 422, code: "INVALID_PAGE_SIZE" }],
])("%s is refused", async (_what, args, expected) => {
  const { client } = await newPerson();
  expect(await refusal({ client }, "search_people", args)).toEqual(expected);
});

test("a prefix has letters, and nobody searches without signing in", async () => {
  expect(await refusal(searcher, "typeahead_people", { prefix: "  " })).toEqual({
    status: 422,
    code: "INVALID_SEARCH",
  });
  expect((await clientWith().rpc("search_people", {})).status).toBe(401);
});
