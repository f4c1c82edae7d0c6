import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bcrypt from "bcryptjs";
import type { Sql } from "postgres";
import { settingsOfFunction } from "../../local/functions/function-settings.ts";
import { spawnFunction } from "../../local/functions/spawn-function.ts";
import { repositoryFolder } from "../../local/schema/command.ts";
import { configFromEnvironment } from "../../local/stack/config.ts";
import { freePorts } from "../../local/stack/ports.ts";
import { readOrMakeSecrets } from "../../local/stack/secrets.ts";
import { answers } from "../../local/stack/wait.ts";
import { personId } from "./person.ts";

const password = "a password of the benchmark";
const bcryptCost = 10;

/** Milliseconds of single bcrypt comparisons, in the very runtime that the function has. */
export function timeBcrypt(times: number): number[] {
  const { stdout, stderr } = spawnSync(
    join(repositoryFolder, "node_modules/.bin/deno"),
    [
      "run",
      "--quiet",
      "--cached-only",
      "--no-lock",
      "--node-modules-dir=manual",
      `--config=${join(repositoryFolder, "functions/auth/deno.json")}`,
      "--allow-env",
      join(repositoryFolder, "bench/people/bcrypt-baseline.ts"),
      String(times),
      bcrypt.hashSync(password, bcryptCost),
      password,
    ],
    { encoding: "utf8", cwd: join(repositoryFolder, "functions/auth") },
  );
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Milliseconds of logins by username: the real edge function over this database, one after the other. */
export async function timeLogins(sql: Sql, databaseUrl: string, people: number, times: number): Promise<number[]> {
  const ids = Array.from({ length: times + 5 }, (_, index) => personId(1 + Math.floor((people / (times + 5)) * index)));
  await sql`
    insert into private.credentials (account_id, password_hash)
    select id, ${bcrypt.hashSync(password, bcryptCost)} from unnest(${ids}::uuid[]) id`;
  const usernames = (
    await sql`select username from unnest(${ids}::uuid[]) wanted (id) join private.accounts using (id)`
  ).map(({ username }) => username as string);

  const folder = mkdtempSync(join(tmpdir(), "plaza-bench-"));
  const secrets = readOrMakeSecrets(folder);
  const [port] = (await freePorts(1)) as [number];
  const config = configFromEnvironment();
  const auth = config.functions.find(({ name }) => name === "auth");
  if (!auth) throw new Error("supabase/config.toml has no function auth.");
  const server = spawnFunction({
    config: auth,
    port,
    reachable: [Number(new URL(databaseUrl).port)],
    settings: settingsOfFunction("auth", { ...config, bcryptCost }, secrets, databaseUrl),
  });
  server.stderr?.pipe(process.stderr);
  const exited = once(server, "exit");
  try {
    const url = `http://127.0.0.1:${port}`;
    await answers(url);
    const durations: number[] = [];
    for (const username of usernames) {
      const start = performance.now();
      const response = await fetch(`${url}/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ identifier: username, password }),
      });
      if (response.status !== 200) throw new Error(`login: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      durations.push(performance.now() - start);
    }
    // The first ones warm connection and compiler up.
    return durations.slice(5);
  } finally {
    server.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}
