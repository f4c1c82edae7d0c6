import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { applyMigrations, migrationNames } from "../../local/schema/migrations.ts";
import { type ScratchDatabase, withScratchCopy, withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { prepareDatabase } from "../../local/stack/prepare-database.ts";
import { isOfLastRelease, lastRelease } from "./support/last-release.ts";

let server: ScratchPostgres;
beforeAll(async () => {
  server = await startScratchPostgres();
}, 60_000);
afterAll(() => server.stop());

/** What `npm start` does to the database, and what it says. */
async function prepare(database: ScratchDatabase): Promise<string[]> {
  const said: string[] = [];
  const passwords = { postgres: "postgres", authenticator: "authenticator" };
  await prepareDatabase({ admin: database.adminUrl, postgres: database.postgresUrl }, passwords, (line) =>
    said.push(line),
  );
  return said;
}

const onData = (work: (database: ScratchDatabase) => Promise<void>) =>
  withScratchDatabase(server, async (database) => {
    const release = lastRelease();
    await applyMigrations(release.folder, database.postgresUrl).finally(release.remove);
    await withScratchCopy(server, database, work);
  });

test("npm start on the data of an older checkout applies what is pending, and nothing the second time", async () => {
  await onData(async (database) => {
    const pending = migrationNames(repositoryFolder).filter((name) => !isOfLastRelease(name));
    expect(await prepare(database)).toContain(`applying ${pending.length} migration(s)`);
    expect(await prepare(database)).toEqual(["seeding"]);
    const versions = await withConnection(
      database.postgresUrl,
      (sql) => sql`select version from supabase_migrations.schema_migrations order by 1`,
    );
    expect(versions.map(({ version }) => version)).toEqual(
      migrationNames(repositoryFolder).map((name) => name.slice(0, 14)),
    );
  });
});

test("the settings are there afterwards", async () => {
  await onData(async (database) => {
    await prepare(database);
    const settings = await withConnection(database.postgresUrl, (sql) => sql`select name, value from private.settings`);
    expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toMatchObject({
      client_ip_header: "cf-connecting-ip",
    });
  });
});

test("data that a migration has made which was changed afterwards are refused in one line that names it and the way out", async () => {
  await onData(async (database) => {
    await withConnection(
      database.postgresUrl,
      (sql) => sql`
        update supabase_migrations.schema_migrations set statements = statements || array['select 1']
        where version = '20261121000003'`,
    );
    await expect(prepare(database)).rejects.toThrow(
      /^Migration 20261121000003_people_limits\.sql has changed .* npm run reset$/,
    );
  });
});

test("data of a newer checkout are refused likewise", async () => {
  await onData(async (database) => {
    await withConnection(
      database.postgresUrl,
      (sql) =>
        sql`insert into supabase_migrations.schema_migrations (version, name) values ('20990101000000', 'later')`,
    );
    await expect(prepare(database)).rejects.toThrow(
      /^Migration 20990101000000 was applied, by another checkout, .* npm run reset$/,
    );
  });
});
