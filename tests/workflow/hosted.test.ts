import { existsSync, globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { type ScratchPostgres, startScratchPostgres } from "../../local/postgres/scratch-postgres.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { migrationNames } from "../../local/schema/migrations.ts";
import { withScratchDatabase } from "../../local/schema/scratch-database.ts";
import { supabaseCli } from "../../local/schema/supabase-cli.ts";
import { edgeFunctionNames } from "../support/edge-functions.ts";

// What docs/deploy.md says, as far as it can be done without Supabase.
const read = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");

describe("supabase db push --include-seed", () => {
  let server: ScratchPostgres;
  beforeAll(async () => {
    server = await startScratchPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test("brings an empty database up to date, as a postgres that is no superuser", async () => {
    await withScratchDatabase(server, async ({ postgresUrl }) => {
      const push = ["db", "push", "--include-seed", "--yes", `--remote=${postgresUrl}`];
      await supabaseCli(repositoryFolder, push);
      await withConnection(postgresUrl, async (sql) => {
        const [role] = await sql`select rolname, rolsuper from pg_roles where rolname = current_user`;
        expect(role).toEqual({ rolname: "postgres", rolsuper: false });
        const applied = await sql`select version from supabase_migrations.schema_migrations order by version`;
        expect(applied.map(({ version }) => version)).toEqual(
          migrationNames(repositoryFolder).map((name) => name.slice(0, 14)),
        );
        const [seeded] = await sql`select count(*)::int as interests from public.interests`;
        expect(seeded?.interests).toBeGreaterThan(20);
        const [guard] = await sql`select rolconfig::text as settings from pg_roles where rolname = 'authenticator'`;
        expect(guard?.settings).toContain("pgrst.db_pre_request=private.check_request");
      });
    });
  }, 120_000);
});

describe("supabase functions deploy", () => {
  const declared = [...read("supabase/config.toml").matchAll(/^\[functions\.([a-z-]+)\]\nentrypoint = "([^"]+)"/gm)];

  test("finds every function in config.toml", () => {
    expect(declared.map(([, name]) => name).sort()).toEqual([...edgeFunctionNames].sort());
    for (const [, name, entrypoint] of declared) {
      expect(resolve(repositoryFolder, "supabase", entrypoint as string)).toBe(
        join(repositoryFolder, "functions", name as string, "index.ts"),
      );
    }
  });

  test.each(edgeFunctionNames)(
    "%s: every import is a file of the functions, a package of its deno.json, or built in",
    (name) => {
      const packages = Object.keys(JSON.parse(read(`functions/${name}/deno.json`)).imports);
      const isPackage = (specifier: string) =>
        packages.some((known) => specifier === known || (known.endsWith("/") && specifier.startsWith(known)));
      const isBuiltIn = (specifier: string) => builtinModules.includes(specifier.replace(/^node:/, ""));
      const seen = new Set<string>();
      const missing: string[] = [];
      const visit = (file: string) => {
        if (seen.has(file)) return;
        seen.add(file);
        for (const [, specifier] of readFileSync(file, "utf8").matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"/gm)) {
          const imported = specifier as string;
          const target = resolve(dirname(file), imported);
          const where = `${relative(repositoryFolder, file)}: ${imported}`;
          if (!imported.startsWith(".")) {
            if (!isPackage(imported) && !(imported.startsWith("node:") && isBuiltIn(imported))) missing.push(where);
          } else if (!target.startsWith(join(repositoryFolder, "functions")) || !existsSync(target))
            missing.push(where);
          else visit(target);
        }
      };
      visit(join(repositoryFolder, "functions", name, "index.ts"));
      expect(missing).toEqual([]);
      expect(seen.size).toBeGreaterThan(5);
    },
  );

  test("every variable that a function cannot do without is explained in .env.example", () => {
    const sources = globSync("functions/**/*.ts", { cwd: repositoryFolder }).map((path) => read(path));
    const wanted = sources.flatMap((text) => [...text.matchAll(/required\("([A-Z0-9_]+)"\)/g)].map(([, name]) => name));
    const explained = read(".env.example");
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((name) => !new RegExp(`^(# )?${name}=`, "m").test(explained))).toEqual([]);
  });
});

test("docs/deploy.md has every step, in the order in which they work", () => {
  const page = read("docs/deploy.md");
  const steps = [
    "gen signing-key",
    "supabase link",
    "config push",
    "db push -- --remote --include-seed",
    "secrets set",
    "functions deploy",
    "Allow public access",
    "media-worker/main.ts",
  ];
  const places = steps.map((step) => page.indexOf(step));
  expect(places.filter((place) => place < 0)).toEqual([]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});
