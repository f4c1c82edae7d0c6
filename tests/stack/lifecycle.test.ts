import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createClient } from "@supabase/supabase-js";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../../local/postgres/connection.ts";
import { readSecrets } from "../../local/stack/secrets.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";

let stack: EmbeddedStack;

beforeAll(async () => {
  stack = await EmbeddedStack.make({ watch: true });
  await stack.start();
});
afterAll(() => stack.discard());

async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const before = stack.output.length;
  const child = stack.fork(...args);
  const [code] = await once(child, "close");
  return { code, output: stack.output.slice(before) };
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended: only its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 50_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.\n${stack.output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const isHealthy = () =>
  fetch(`${stack.values.API_URL}/health`).then(
    (answer) => answer.status === 200,
    () => false,
  );

const setNote = (note: string) =>
  withConnection(stack.values.DB_URL, async (sql) => {
    await sql`create table if not exists private.notes_of_this_test (note text)`;
    await sql`insert into private.notes_of_this_test values (${note})`;
  });

const readNotes = () =>
  withConnection(stack.values.DB_URL, async (sql) =>
    (await sql`select note from private.notes_of_this_test order by note`).map((row) => row.note),
  );

test("the start shows its steps and then one summary, without secrets where nobody is looking", () => {
  for (const step of ["creating the database", "starting Postgres", "migration(s)", "starting the gateway", "ready"]) {
    expect(stack.output).toContain(step);
  }
  const { API_URL, PUBLISHABLE_KEY, SECRET_KEY, S3_PROTOCOL_ACCESS_KEY_SECRET } = stack.values;
  expect(stack.output).toContain(API_URL);
  expect(stack.output).toContain(PUBLISHABLE_KEY);
  expect(stack.output).not.toContain(SECRET_KEY);
  expect(stack.output).not.toContain(S3_PROTOCOL_ACCESS_KEY_SECRET);
});

test("everything that a stack keeps is readable by its owner only", async () => {
  const { STORAGE_S3_URL, S3_BUCKET, S3_PROTOCOL_ACCESS_KEY_ID, S3_PROTOCOL_ACCESS_KEY_SECRET } = stack.values;
  const s3 = new S3Client({
    endpoint: STORAGE_S3_URL,
    region: stack.values.S3_PROTOCOL_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: S3_PROTOCOL_ACCESS_KEY_ID, secretAccessKey: S3_PROTOCOL_ACCESS_KEY_SECRET },
  });
  await s3.send(new PutObjectCommand({ Bucket: S3_BUCKET, Key: "private/deep/object", Body: "private" }));
  const client = createClient(stack.values.API_URL, stack.values.PUBLISHABLE_KEY);
  await client.functions.invoke("auth/password/forgot", { body: { email: "nobody@example.com" } });
  const paths = readdirSync(stack.dataFolder, { recursive: true, encoding: "utf8" });
  expect(paths).toEqual(
    expect.arrayContaining(["s3", "logs", "postgres", "secrets.json", "stack.json", "logs/gateway.log"]),
  );
  expect(paths.filter((path) => path.startsWith("s3/")).length).toBeGreaterThan(3);
  const open = paths.filter((path) => {
    const { mode } = statSync(join(stack.dataFolder, path), { throwIfNoEntry: false }) ?? {};
    return mode !== undefined && (mode & 0o077) !== 0;
  });
  expect(open).toEqual([]);
  // Nobody else lists the folder itself; under root, Postgres's own account has to pass through.
  expect(statSync(stack.dataFolder).mode & 0o066).toBe(0);
});

test("no log has a secret", () => {
  const {
    publishableKey: _public,
    s3AccessKeyId: _id,
    signingKeys: _keys,
    ...secrets
  } = JSON.parse(readFileSync(join(stack.dataFolder, "secrets.json"), "utf8"));
  const logFolder = join(stack.dataFolder, "logs");
  for (const name of readdirSync(logFolder)) {
    const log = readFileSync(join(logFolder, name), "utf8");
    for (const secret of Object.values<string>(secrets)) expect(log).not.toContain(secret);
  }
});

test("status tells people and programs how to reach it", async () => {
  const forPeople = await run("status");
  expect(forPeople.code).toBe(0);
  expect(forPeople.output).toContain(stack.values.API_URL);
  expect(forPeople.output).toMatch(/postgres\s+ok/);
  const forPrograms = await run("status", "--json");
  expect(JSON.parse(forPrograms.output)).toMatchObject({ running: true, ready: true, warnings: [], ...stack.values });
  const forShells = await run("status", "--env");
  const lines = forShells.output.trim().split("\n");
  expect(Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)))).toEqual(stack.values);
});

test("a second start says that it runs already, and disturbs nothing", async () => {
  const { code, output } = await run("start");
  expect(code).toBe(1);
  expect(output).toContain("already running");
  expect(await isHealthy()).toBe(true);
});

test("a reset of a running stack gives it a new database, in the terminal in which it runs", async () => {
  await setNote("before the reset");
  const { supervisor, parts } = stack.processes;
  // Whoever found the folder free meanwhile, another reset or a start, would take it over.
  let wasFree = false;
  const watch = setInterval(() => {
    wasFree ||= !existsSync(join(stack.dataFolder, "stack.json"));
  }, 1);
  const { code, output } = await run("reset");
  clearInterval(watch);
  expect(wasFree).toBe(false);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("The database is new") });
  expect(stack.processes.supervisor).toBe(supervisor);
  for (const [name, pid] of Object.entries(stack.processes.parts)) expect(pid).not.toBe(parts[name]);
  expect(await isHealthy()).toBe(true);
  await expect(readNotes()).rejects.toThrow("does not exist");
  // Once more, and asked for twice.
  const [first, second] = await Promise.all([run("reset"), run("reset")]);
  expect([first.code, second.code]).toContain(0);
  expect(stack.processes.supervisor).toBe(supervisor);
  await until(isHealthy, "everything is healthy");
});

describe("a part that is killed comes back by itself, and nothing is lost", () => {
  test.each(["gateway", "rest", "realtime", "s3", "worker", "functions/auth", "postgres"])("%s", async (name) => {
    await setNote(`before ${name}`);
    const killed = stack.processes.parts[name] as number;
    process.kill(killed, "SIGKILL");
    await until(() => stack.output.includes(`${name} is back`), `${name} is back`);
    await until(isHealthy, "everything is healthy");
    expect(stack.processes.parts[name]).not.toBe(killed);
    expect(await readNotes()).toContain(`before ${name}`);
    const { API_URL, PUBLISHABLE_KEY } = stack.values;
    const client = createClient(API_URL, PUBLISHABLE_KEY);
    const { error } = await client.functions.invoke("auth/login", {
      body: { identifier: `nobody at ${name}`, password: "wrong" },
    });
    expect(error?.context.status).toBe(401);
  });
});

test("a function starts anew when its source changes", async () => {
  const before = stack.processes.parts["functions/auth"];
  const source = fileURLToPath(new URL("../../functions/auth/index.ts", import.meta.url));
  utimesSync(source, new Date(), new Date());
  await until(() => stack.processes.parts["functions/auth"] !== before, "the function has started anew");
  await until(isHealthy, "everything is healthy");
});

const callAuth = async (path: string, { body, token }: { body?: unknown; token?: string } = {}) => {
  const answer = await fetch(`${stack.values.API_URL}/functions/v1/auth/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

const robin = {
  ...{ email: "robin@example.com", phone: "+493012345678", username: "robin", password: "correct horse battery" },
  ...{ first_name: "Robin", last_name: "Tester", gender: "nonbinary", birth_date: "1995-06-15" },
};

test("stop leaves no process; at the next start the data are there, and whoever was signed in still is, although every key was changed", async () => {
  await setNote("before stop");
  const { body: registered } = await callAuth("register", { body: robin });
  const { refresh_token } = registered.session;
  const { body: rotated } = await callAuth("refresh", { body: { refresh_token } });
  const tooEarly = await run("rotate-secrets");
  expect({ code: tooEarly.code, output: tooEarly.output }).toEqual({
    code: 1,
    output: expect.stringContaining("running"),
  });
  const { supervisor, parts } = stack.processes;
  const { code, output } = await run("stop");
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("stopped") });
  for (const pid of [supervisor, ...Object.values(parts)]) expect(isAlive(pid)).toBe(false);
  expect((await run("status", "--json")).output.trim()).toBe('{"running":false}');
  expect((await run("status")).code).toBe(3);
  const before = readSecrets(stack.dataFolder);
  expect((await run("rotate-secrets")).code).toBe(0);
  await stack.start();
  expect(await readNotes()).toContain("before stop");

  const after = readSecrets(stack.dataFolder);
  expect(after?.signingKeys.map(({ kid }) => kid)).toEqual([expect.any(String), before?.signingKeys[0]?.kid]);
  expect((await callAuth("me", { token: rotated.session.access_token })).status).toBe(200);
  // A replay gives the child that is there, although another key would now make another one.
  const replay = await callAuth("refresh", { body: { refresh_token } });
  expect(replay.body.session.refresh_token).toBe(rotated.session.refresh_token);
  expect(decodeProtectedHeader(replay.body.session.access_token).kid).toBe(after?.signingKeys[0]?.kid);
  const next = await callAuth("refresh", { body: { refresh_token: rotated.session.refresh_token } });
  expect(next.status).toBe(200);
  expect((await callAuth("refresh", { body: { refresh_token: next.body.session.refresh_token } })).status).toBe(200);
});

test("a kill -9 of everything loses nothing that was committed", async () => {
  await setNote("before the kill");
  const { supervisor, parts } = stack.processes;
  for (const pid of [supervisor, ...Object.values(parts)]) process.kill(pid, "SIGKILL");
  await until(() => !isAlive(supervisor), "the supervisor is gone");
  await stack.start();
  expect(await readNotes()).toContain("before the kill");
});

test("no process outlives a supervisor that was killed, Postgres and the functions included", async () => {
  const { supervisor, parts } = stack.processes;
  process.kill(supervisor, "SIGKILL");
  await until(() => ![supervisor, ...Object.values(parts)].some(isAlive), "every process has ended");
  expect((await run("status")).output).toContain("not running here");
});

test("status names what a kill of everything but Postgres has left, and the next start ends it", async () => {
  await stack.start();
  const { supervisor, parts } = stack.processes;
  const { postgres, ...others } = parts;
  for (const pid of [supervisor, ...Object.values(others)]) process.kill(pid, "SIGKILL");
  await until(() => !isAlive(supervisor), "the supervisor is gone");
  const { code, output } = await run("status");
  expect({ code, output }).toEqual({ code: 3, output: expect.stringContaining(`postgres (process ${postgres})`) });
  await stack.start();
  expect(isAlive(postgres as number)).toBe(false);
  expect(await isHealthy()).toBe(true);
});

test("Ctrl-C stops everything, with exit code 0", async () => {
  const { parts } = stack.processes;
  expect(await stack.stop()).toBe(0);
  for (const pid of Object.values(parts)) expect(isAlive(pid)).toBe(false);
});

test("a reset makes the database anew: migrations and seed, and none of the old rows", async () => {
  expect((await run("reset")).code).toBe(0);
  await stack.start();
  const [seeded] = await withConnection(
    stack.values.DB_URL,
    (sql) => sql`
    select (select count(*)::int from public.interests) as interests, to_regclass('private.notes_of_this_test') as notes`,
  );
  expect(seeded?.interests).toBeGreaterThan(20);
  expect(seeded?.notes).toBeNull();
  await stack.stop();
});

test.each([
  ["API", "API_URL", "PLAZA_API_PORT"],
  ["database", "DB_URL", "PLAZA_DB_PORT"],
] as const)("a taken %s port is named, with the variable that changes it", async (_what, url, variable) => {
  const port = Number(new URL(stack.values[url]).port);
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  try {
    const { code, output } = await run("start");
    expect(code).toBe(1);
    expect(output).toContain(String(port));
    expect(output).toContain(variable);
    expect(output).not.toContain("    at "); // no stack trace
  } finally {
    squatter.close();
  }
});

test.each([
  ["PLAZA_API_PORT", "80x"],
  ["PLAZA_DB_PORT", "70000"],
  ["BCRYPT_COST", "9"],
  ["PLAZA_WATCH", "maybe"],
  ["PLAZA_LIMITS", "none"],
  ["PLAZA_HOST", "my-laptop"],
  ["PLAZA_PUBLIC_URL", "192.168.1.20:54321"],
  ["PLAZA_DB_SETTINGS", "fsync"],
])("%s=%s is refused in one line", async (variable, value) => {
  const outside = await EmbeddedStack.make({ environment: { [variable]: value } });
  const child = outside.fork("start");
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  const lines = outside.output.split("\n").filter((line) => line.trim() !== "");
  expect(lines).toEqual([expect.stringContaining(variable)]);
  await outside.discard();
});
