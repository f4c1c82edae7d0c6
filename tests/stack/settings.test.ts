import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";

let stack: EmbeddedStack;
let folder: string;

/** A machine that has what starting needs, and an ffmpeg that is too old. */
function makeOldMachine(): string {
  for (const name of ["id", "test", "useradd"])
    symlinkSync(`/usr/${name === "useradd" ? "sbin" : "bin"}/${name}`, join(folder, name));
  writeFileSync(join(folder, "ffmpeg"), "#!/bin/sh\necho 'ffmpeg version 4.4.2 Copyright (c) the FFmpeg developers'\n");
  chmodSync(join(folder, "ffmpeg"), 0o755);
  return folder;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plaza-machine-"));
  chmodSync(folder, 0o755);
  const file = join(folder, ".env");
  writeFileSync(file, "# A comment\nPLAZA_LIMITS=off\nPLAZA_API_PORT=1\nREALTIME_PRIVATE_ONLY=\n");
  stack = await EmbeddedStack.make({ environment: { PLAZA_ENV_FILE: file, PATH: makeOldMachine() } });
  await stack.start();
});
afterAll(async () => {
  await stack.discard();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const before = stack.output.length;
  const [code] = await once(stack.fork(...args), "close");
  return { code, output: stack.output.slice(before).trim() };
}

const client = (token?: string): SupabaseClient =>
  createClient(stack.values.API_URL, stack.values.PUBLISHABLE_KEY, token ? { accessToken: async () => token } : {});

async function register(username: string): Promise<{ id: string; token: string }> {
  const { data, error } = await client().functions.invoke("auth/register", {
    body: {
      username,
      email: `${username}@example.com`,
      phone: `+49151${Math.floor(Math.random() * 1e8)}`.padEnd(14, "0"),
      password: "correct horse battery",
      first_name: "Robin",
      last_name: "Tester",
      gender: "nonbinary",
      birth_date: "1995-06-15",
    },
  });
  if (error) throw new Error(await error.context.text());
  return { id: data.user.id, token: data.session.access_token };
}

test("an ffmpeg that is missing or too old is said at the start and by status, with what to do", async () => {
  const help = "ffmpeg 5 or newer is missing";
  expect(stack.output).toContain(help);
  expect((await run("status")).output).toContain(help);
  expect(JSON.parse((await run("status", "--json")).output).warnings).toEqual([expect.stringContaining(help)]);
});

test("PLAZA_LIMITS=off in .env lifts every rate limit, and a start without it puts them back", async () => {
  const buckets = () =>
    withConnection(stack.values.DB_URL, async (sql) => {
      // No limit lets more than its capacity pass at once; that of registrations by address is the first to be met.
      const refused = await sql`
        select bucket_limit.name from private.rate_limits bucket_limit
        where exists (
          select from generate_series(1, least(bucket_limit.capacity, 2000)::int + 2) n
          where private.refuses(bucket_limit.name, 'somebody'))`;
      return refused.length;
    });
  await withConnection(stack.values.DB_URL, async (sql) => {
    await sql`update private.rate_limits set capacity = 2, refill_per_second = 1e-6`;
    await sql.unsafe(`
      create function private.refuses(limit_name text, subject text) returns boolean language plpgsql as $$
      begin
        perform private.take_token(limit_name, subject);
        return false;
      exception when sqlstate 'PGRST' then
        return true;
      end $$`);
  });
  expect(await buckets()).toBe(0);
  for (let n = 0; n < 5; n++) await register(`person_${n}`);

  await stack.stop();
  stack.environment.PLAZA_LIMITS = "on"; // what is exported goes before the file
  await stack.start();
  expect(await buckets()).toBeGreaterThan(20);
  await expect(register("one_too_many")).rejects.toThrow("RATE_LIMITED");
  stack.environment.PLAZA_LIMITS = "off";
  await stack.stop();
  await stack.start();
});

test("public channels are refused where nothing else is said", async () => {
  const guest = client();
  const reason = await new Promise((resolve) => {
    guest.channel("room:open").subscribe((status, error) => {
      if (status !== "CLOSED") resolve(error?.message ?? status);
    });
  });
  expect(reason).toContain("PrivateOnly");
  await guest.removeAllChannels();
});

test("npm run admin makes somebody an admin, a moderator, or nothing special", async () => {
  const { id, token } = await register("grace");
  const roleOf = async () => {
    const [row] = await withConnection(
      stack.values.DB_URL,
      (sql) => sql`select app_role from private.accounts where id = ${id}`,
    );
    return row?.app_role;
  };
  expect((await client(token).functions.invoke("auth/me", { method: "GET" })).data.app_role).toBe("user");
  expect(await run("admin", "Grace")).toEqual({ code: 0, output: expect.stringMatching(/^Grace is admin now.*$/) });
  expect(await roleOf()).toBe("admin");
  expect((await run("admin", "grace")).output).toBe("grace was admin already.");
  // The last admin stays one.
  expect((await run("admin", "grace", "moderator")).code).toBe(1);
  expect(await roleOf()).toBe("admin");
  await register("hopper");
  expect((await run("admin", "hopper")).code).toBe(0);
  expect((await run("admin", "grace", "moderator")).code).toBe(0);
  expect(await roleOf()).toBe("moderator");
  for (const args of [["nobody"], [], ["grace", "king"], ["grace", "user", "more"]]) {
    const { code, output } = await run("admin", ...args);
    expect(code).toBe(1);
    expect(output.split("\n")).toHaveLength(1);
  }
  expect(await roleOf()).toBe("moderator");
  // Against another database than that of this folder's stack.
  const elsewhere = await EmbeddedStack.make({ environment: { DATABASE_URL: stack.values.DB_URL } });
  const [code] = await once(elsewhere.fork("admin", "grace", "user"), "close");
  expect(code).toBe(0);
  expect(await roleOf()).toBe("user");
  await elsewhere.discard();
});
