import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CheckoutCopy } from "../support/checkout-copy.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";
import { signerOf } from "../support/stack-signer.ts";

/** What somebody adds to a checkout: functions that work, and functions that cannot. */
const functions: Record<string, string> = {
  // Supabase's classic template: a GET without a body is a 500.
  classic: `Deno.serve(async (request) => {
    const { name } = await request.json();
    console.log("greeting", name);
    return Response.json({ message: "Hello " + name + "!" });
  });`,
  // The template of CLI 3, without what it imports.
  exported: `export default { fetch: (request: Request) => new Response("served by default: " + new URL(request.url).pathname) };`,
  secrets: `const names = ["SUPABASE_URL", "SUPABASE_DB_URL", "SUPABASE_PUBLISHABLE_KEYS", "SUPABASE_SECRET_KEYS", "SUPABASE_JWKS",
    "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY", "SOMETHING_NOBODY_SET", "REFRESH_TOKEN_SECRET"];
  Deno.serve(() => Response.json(Object.fromEntries(names.map((name) => [name, Deno.env.get(name) ?? null]))));`,
  files: `Deno.serve(async (request) => new Response(await Deno.readTextFile(new URL(request.url).searchParams.get("path"))));`,
  mapped: `import { greeting } from "greetings"; Deno.serve(() => new Response(greeting));`,
  slow: `Deno.serve(async () => { await new Promise((resolve) => setTimeout(resolve, 3_000)); return new Response("at last"); });`,
  guarded: `Deno.serve(() => new Response("for those with a token"));`,
  switched_off: `Deno.serve(() => new Response("never"));`,
  needs_npm: `import { withSupabase } from "npm:@supabase/server"; export default { fetch: withSupabase(() => Response.json({})) };`,
  needs_jsr: `import "jsr:@supabase/functions-js/edge-runtime.d.ts"; Deno.serve(() => new Response("never"));`,
  idle: `setInterval(() => {}, 1_000);`,
  broken: "const a = ;",
  throwing: `throw new Error("no settings");`,
};
const cannotRun = ["needs_npm", "needs_jsr", "broken", "throwing"];

const config = `
[functions.classic]
verify_jwt = false
[functions.exported]
verify_jwt = false
[functions.secrets]
verify_jwt = false
[functions.files]
verify_jwt = false
static_files = ["./functions/files/*.txt"]
[functions.mapped]
verify_jwt = false
entrypoint = "./elsewhere/main.ts"
import_map = "./elsewhere/imports.json"
[functions.slow]
verify_jwt = false
[functions.switched_off]
enabled = false
`;

let copy: CheckoutCopy;
let stack: EmbeddedStack;

const source = (name: string) => `supabase/functions/${name}/index.ts`;

beforeAll(async () => {
  copy = new CheckoutCopy();
  for (const [name, text] of Object.entries(functions)) copy.write(source(name), text);
  copy.write("supabase/functions/files/note.txt", "a note");
  copy.write("supabase/functions/files/secret.key", "a secret");
  copy.write("supabase/elsewhere/main.ts", functions.mapped as string);
  copy.write("supabase/elsewhere/imports.json", '{"imports":{"greetings":"./greetings.ts"}}');
  copy.write("supabase/elsewhere/greetings.ts", 'export const greeting = "mapped";');
  const project = readFileSync(join(copy.folder, "supabase/config.toml"), "utf8");
  copy.write("supabase/config.toml", project.replace("max_rows = 1000", "max_rows = 3") + config);
  stack = await EmbeddedStack.make({ checkout: copy.folder, watch: true, verbose: true });
  await stack.start();
});
afterAll(async () => {
  await stack.discard();
  copy.discard();
});

const call = (path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${stack.values.API_URL}/functions/v1/${path}`, {
    headers: { apikey: stack.values.PUBLISHABLE_KEY, ...headers },
    ...(body === undefined ? {} : { method: "POST", body }),
  });

test("functions that answer no GET, or only after long, keep nothing from starting", async () => {
  expect(await (await call("classic", {}, '{"name":"Ada"}')).json()).toEqual({ message: "Hello Ada!" });
  expect(await (await call("slow")).text()).toBe("at last");
});

test("a default export is served", async () => {
  expect(await (await call("exported/deep/path")).text()).toBe("served by default: /exported/deep/path");
});

test("a function that cannot run is named in one line with its reason, and the rest of the stack works", async () => {
  for (const name of cannotRun) {
    const line = stack.output
      .split("\n")
      .find((each) => each.includes(`functions/${name} ended while starting: error: `));
    expect(line, `${name}\n${stack.output}`).toBeDefined();
    const answer = await call(name, { authorization: `Bearer ${await token()}` });
    expect(answer.status).toBe(503);
  }
  expect(stack.output).toContain("Could not find a matching package for 'npm:@supabase/server'");
  const health = (await (await fetch(`${stack.values.API_URL}/health`)).json()) as { parts: Record<string, string> };
  const broken = Object.keys(health.parts).filter((part) => health.parts[part] !== "ok");
  expect(broken.sort()).toEqual([...cannotRun, "idle"].map((name) => `functions/${name}`).sort());
});

test("every function finds the secrets that Supabase gives it, and nothing of ours", async () => {
  const { API_URL, DB_URL, PUBLISHABLE_KEY, SECRET_KEY } = stack.values;
  const found = (await (await call("secrets")).json()) as Record<string, string>;
  const { SUPABASE_JWKS, ...others } = found;
  expect(others).toEqual({
    SUPABASE_URL: API_URL,
    SUPABASE_DB_URL: DB_URL,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: PUBLISHABLE_KEY }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET_KEY }),
    SUPABASE_ANON_KEY: PUBLISHABLE_KEY,
    SUPABASE_SERVICE_ROLE_KEY: SECRET_KEY,
    SOMETHING_NOBODY_SET: null,
    REFRESH_TOKEN_SECRET: null,
  });
  const published = await (await fetch(`${API_URL}/auth/v1/.well-known/jwks.json`)).json();
  expect(JSON.parse(SUPABASE_JWKS as string)).toEqual(published);
});

const token = (claims: Record<string, unknown> = {}) => signerOf(stack.dataFolder, stack.values.API_URL)(claims);

describe("config.toml", () => {
  test("verify_jwt is true where nothing else is said, and takes access tokens alone", async () => {
    const refusals: [Record<string, string>, string][] = [
      [{}, "UNAUTHORIZED_NO_AUTH_HEADER"],
      [{ authorization: `Bearer ${stack.values.PUBLISHABLE_KEY}` }, "UNAUTHORIZED_INVALID_JWT"],
      [{ authorization: `Bearer ${await token({ iss: "https://elsewhere.example" })}` }, "UNAUTHORIZED_INVALID_JWT"],
      [{ authorization: `Bearer ${await token({ aud: "somebody else" })}` }, "UNAUTHORIZED_INVALID_JWT"],
    ];
    for (const [headers, code] of refusals) {
      const answer = await call("guarded", headers);
      expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code })]);
    }
    const answer = await call("guarded", { authorization: `Bearer ${await token()}` });
    expect(await answer.text()).toBe("for those with a token");
  });

  test("entrypoint and import_map say what runs, and enabled = false that it does not", async () => {
    expect(await (await call("mapped")).text()).toBe("mapped");
    expect((await call("switched_off")).status).toBe(404);
  });

  test("a function reads its static_files and no other", async () => {
    const folder = join(copy.folder, "supabase/functions/files");
    expect(await (await call(`files?path=${encodeURIComponent(join(folder, "note.txt"))}`)).text()).toBe("a note");
    for (const path of [join(folder, "secret.key"), join(stack.dataFolder, "secrets.json"), "/etc/passwd"]) {
      expect((await call(`files?path=${encodeURIComponent(path)}`)).status).toBe(500);
    }
  });

  test("max_rows bounds an answer of REST, of tables and of functions", async () => {
    const client = createClient(stack.values.API_URL, stack.values.SECRET_KEY);
    const { data } = await client.from("interests").select("slug");
    expect(data).toHaveLength(3);
  });
});

describe("the terminal", () => {
  test("shows what a function prints, with its name", async () => {
    await call("classic", {}, '{"name":"Grace"}');
    await expect.poll(() => stack.output).toContain("functions/classic: greeting Grace");
  });

  test("shows the compiler's error of a change, and the function is back at once when it is mended", async () => {
    copy.write(source("exported"), "export default { fetch: ( };");
    await expect.poll(() => stack.output).toMatch(/functions\/exported: .*SyntaxError/);
    // As long as a developer thinks: the pauses between attempts have grown.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    copy.write(source("exported"), `export default { fetch: () => new Response("mended") };`);
    const began = performance.now();
    await expect.poll(async () => (await call("exported")).text()).toBe("mended");
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("has one line a request: method, path, status, duration and id, and nothing of query or body", async () => {
    const id = "request-of-this-test";
    await call("classic?token=hidden-in-query", { "x-request-id": id }, '{"name":"hidden-in-body"}');
    await expect.poll(() => stack.output).toMatch(new RegExp(`POST /functions/v1/classic 200 \\d+ ms ${id}\n`));
    expect(stack.output).not.toContain("hidden-in-query");
  });
});

test("a function that never listens is waited for a moment only, and named in the end", async () => {
  const [, seconds] = /([\d.]+) s {2}ready/.exec(stack.output) as RegExpExecArray;
  expect(Number(seconds)).toBeLessThan(30);
  await expect.poll(() => stack.output, { timeout: 45_000 }).toContain("functions/idle did not listen within 30 s");
});
