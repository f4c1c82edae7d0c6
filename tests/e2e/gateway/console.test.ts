import { expect, inject, test } from "vitest";

const { url, publishableKey } = inject("target");

test("the console is served with a policy that lets it run no script but its own", async () => {
  const page = await fetch(`${url}/admin/`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  const script = await fetch(`${url}/admin/main.js`);
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(await (await fetch(`${url}/admin/config.json`)).json()).toEqual({ publishable_key: publishableKey });
});

test("nothing but the console's files is served beside it, and nothing is written", async () => {
  for (const name of [
    "secrets.json",
    "../gateway.ts",
    "..%2fsecrets.json",
    "%2e%2e/main.js",
    "styles/base.css",
    "main.tsx",
    "none.js",
    "main.js%00",
  ])
    expect([400, 404], name).toContain((await fetch(`${url}/admin/${name}`)).status);
  expect((await fetch(`${url}/admin/main.js`, { method: "POST" })).status).toBe(405);
});
