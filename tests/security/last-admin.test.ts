import { fileURLToPath } from "node:url";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { applyMigrations } from "../../local/schema/migrations.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const admins = ["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"] as const;

// A database of its own: in that of the other tests there are always more admins.
let database: ScratchPostgres;
let sql: Sql;

beforeAll(async () => {
  database = await startScratchPostgres();
  await applyMigrations(project, database.postgresUrl);
  sql = postgres(database.postgresUrl, { max: 4, onnotice: () => {} });
  for (const [place, id] of admins.entries()) {
    await sql`
      insert into private.accounts (id, username, email, phone, birth_date)
      values (${id}, ${`admin${place}`}, ${`admin${place}@example.com`}, '+491511234567', '1990-01-01')`;
  }
}, 60_000);
afterAll(async () => {
  await sql.end();
  await database.stop();
});

const dismissed = (id: string) =>
  sql`select private.set_app_role(${id}, 'user')`.then(
    () => "dismissed",
    (error: Error) => JSON.parse(error.message).code as string,
  );

test("of two admins who are dismissed at once one stays", async () => {
  for (let round = 0; round < 20; round++) {
    await sql`update private.accounts set app_role = 'admin'`;
    expect((await Promise.all(admins.map(dismissed))).sort()).toEqual(["LAST_ADMIN", "dismissed"]);
    expect(await sql`select from private.accounts where app_role = 'admin'`).toHaveLength(1);
  }
});
