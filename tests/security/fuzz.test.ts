import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { liftLimits } from "../support/no-limits.ts";
import { newPerson, registration } from "../support/people.ts";
import { request, rpc } from "./support/api.ts";
import { oddValues } from "./support/odd-values.ts";
import { allEndpoints, allRpcs, inParallel, report } from "./support/surface.ts";
import { makeWorld, plausibleCall, type World } from "./support/world.ts";

const sql = connectDatabase();

let world: World;
beforeAll(async () => {
  await liftLimits(sql);
  world = await makeWorld(sql);
});

const shown = (value: unknown) => (JSON.stringify(value) ?? "undefined").slice(0, 60);

test("no argument of any RPC, however odd, is an error of ours", async () => {
  const token = world.owner.session.access_token;
  // What takes things away comes last, so that the others have them.
  const taking = /^(delete|clear|leave|remove|end|block|archive|unfollow)/;
  const rpcs = (await allRpcs(sql)).sort(
    (one, other) => Number(taking.test(one.name)) - Number(taking.test(other.name)),
  );
  const trials = rpcs.flatMap((one) =>
    one.parameters.flatMap(({ name }) =>
      oddValues.map((value) => ({ one, name, args: { ...plausibleCall(one, world), [name]: value } })),
    ),
  );
  const broken: string[] = [];
  const statuses: Record<string, number> = {};
  await inParallel(trials, async ({ one, name, args }) => {
    const { status, text } = await rpc(one.name, args, token);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 500) broken.push(`${one.name} ${name}=${shown(args[name])}: ${status} ${text.slice(0, 150)}`);
  });
  report("fuzz of RPCs", {
    functions: rpcs.length,
    values: oddValues.length,
    calls: trials.length,
    broken: broken.length,
  });
  report("  by status", statuses);
  expect(statuses["401"] ?? 0, "the session lasts").toBe(0);
  expect(broken.slice(0, 30)).toEqual([]);
});

/** What each endpoint that reads a body expects. A new one has to be told here, or the sweep fails. */
const bodies: Record<string, Record<string, unknown>> = {
  "POST auth/register": registration({
    location: { latitude: 48, longitude: 11 },
    avatar: { content_type: "image/png", byte_size: 10 },
  }),
  "POST auth/appeal": { identifier: "nobody", password: "not the password", note: "I did nothing." },
  "POST auth/login": { identifier: "nobody", password: "not the password" },
  "POST auth/refresh": { refresh_token: "x" },
  "POST auth/username-available": { username: "somebody" },
  "POST auth/password/change": { current_password: "not the password", new_password: "another long password" },
  "POST auth/password/forgot": { email: "nobody@example.com" },
  "POST auth/password/reset": { token: "x", new_password: "another long password" },
  "POST auth/email/verify": { token: "x" },
  "POST auth/email/unsubscribe": { token: "x" },
  "DELETE auth/account": { password: "not the password", token: "x" },
  "POST media/uploads": { purpose: "post", content_type: "image/png", byte_size: 10, alt_text: "x", name: "x.png" },
  "POST media/uploads/:media_id/complete": { parts: [{ number: 1, etag: "x" }] },
  "PATCH media/:media_id": { alt_text: "x" },
  "POST matchmaking/join": {
    mode: "compatible",
    intent: "friendship",
    interests: ["chess"],
    genders: ["female"],
    age_min: 20,
    age_max: 40,
    max_distance_km: 50,
    languages: ["en"],
  },
  "POST matchmaking/respond": { proposal_id: randomUUID(), accept: true },
  "POST matchmaking/skip": { conversation_id: randomUUID(), interests: ["chess"], languages: ["en"] },
  "POST matchmaking/report": { conversation_id: randomUUID(), reason: "spam", note: "x" },
  "POST matchmaking/leave": {},
  "POST auth/logout": {},
  "POST auth/logout-all": {},
  "POST auth/email/resend": {},
  "POST auth/account/deactivate": {},
  "POST auth/account/delete-request": {},
  "DELETE auth/sessions/:id": {},
  "DELETE media/avatar": {},
  "DELETE media/:media_id": {},
};

test("no path, query or body of any edge endpoint, however odd, is an error of ours", async () => {
  const endpoints = await allEndpoints();
  const untold = endpoints.filter(({ method, path }) => method !== "GET" && !bodies[`${method} ${path}`]);
  expect(untold, "endpoints without a body to begin with").toEqual([]);
  const broken: string[] = [];
  let calls = 0;
  await inParallel(endpoints, async ({ method, path }) => {
    // Of their own, because some of the calls end what they are made with.
    const person = await newPerson();
    const base = bodies[`${method} ${path}`];
    const place = (id: string) => `functions/v1/${path.replace(/:[a-z_]+/, id)}`;
    const trials: { path: string; body?: unknown; raw?: string }[] = [];
    for (const value of oddValues) {
      const text = String(typeof value === "object" ? JSON.stringify(value) : value)
        .toWellFormed()
        .slice(0, 2_000);
      if (path.includes(":")) trials.push({ path: place(encodeURIComponent(text)), body: base });
      // A query is read where there is no body.
      if (!base)
        trials.push({
          path: `${place(randomUUID())}?cursor=${encodeURIComponent(text)}&${encodeURIComponent(text.slice(0, 50))}=1`,
        });
      if (!base) continue;
      trials.push({ path: place(randomUUID()), body: value });
      for (const name of Object.keys(base))
        trials.push({ path: place(randomUUID()), body: { ...base, [name]: value } });
    }
    if (base)
      for (const raw of ["", "{", "[", "nul", '{"a":1,}', "\u0000", '{"a":"\\u0000"}', "a=b"])
        trials.push({ path: place(randomUUID()), body: raw });
    for (const trial of trials) {
      calls++;
      const { status, text } = await request(trial.path, {
        method,
        body: method === "GET" ? undefined : trial.body,
        token: person.session.access_token,
      });
      if (status >= 500)
        broken.push(`${method} ${trial.path.slice(0, 80)} ${shown(trial.body)}: ${status} ${text.slice(0, 120)}`);
    }
  });
  report("fuzz of edge endpoints", {
    endpoints: endpoints.length,
    values: oddValues.length,
    calls,
    broken: broken.length,
  });
  expect(endpoints.length).toBeGreaterThan(20);
  expect(broken.slice(0, 30)).toEqual([]);
});

test("no filter, order or column of a table, however odd, is an error of ours", async () => {
  const token = world.owner.session.access_token;
  const tables = await sql<{ name: string; columns: string[] }[]>`
    select relname as name, array_agg(attname) as columns from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and has_any_column_privilege('authenticated', pg_class.oid, 'select') group by 1`;
  const texts = oddValues
    .filter((value): value is string => typeof value === "string")
    .map((text) => encodeURIComponent(text.toWellFormed().slice(0, 1_500)));
  const trials = tables.flatMap(({ name, columns }) =>
    texts.flatMap((text) => [
      `${name}?${columns[0]}=eq.${text}`,
      `${name}?select=${text}`,
      `${name}?order=${text}`,
      `${name}?${text}=eq.1`,
      `${name}?limit=${text}`,
      `${name}?or=(${text})`,
      `${name}?${columns.at(-1)}=in.(${text})`,
    ]),
  );
  const broken: string[] = [];
  await inParallel(trials, async (path) => {
    const { status, text } = await request(`rest/v1/${path}`, { method: "GET", token });
    if (status >= 500) broken.push(`${path.slice(0, 80)}: ${status} ${text.slice(0, 150)}`);
  });
  report("fuzz of tables", { tables: tables.length, calls: trials.length, broken: broken.length });
  expect(broken.slice(0, 30)).toEqual([]);
});
