/**
 * How soon an admin sees the overview, on an embedded stack with many events behind it: the answer to the call itself, and the
 * console in a browser, from a reload until the figures stand there.
 * Run: node bench/analytics/overview.ts [--events 10000000] [--times 20]
 */
import { parseArgs } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { withConnection } from "../../local/postgres/connection.ts";
import { readSecrets } from "../../local/stack/secrets.ts";
import { EmbeddedStack } from "../../tests/support/embedded-stack.ts";
import { launchChromium } from "../../tests/support/media/chromium.ts";
import { seedEvents } from "./seed.ts";

const { values } = parseArgs({
  options: { events: { type: "string", default: "10000000" }, times: { type: "string", default: "20" } },
});
const events = Number(values.events);
const times = Number(values.times);
const person = {
  username: "overseer",
  email: "overseer@example.com",
  phone: "+4915112345678",
  password: "a long password of a bench",
  first_name: "Robin",
  last_name: "Number",
  gender: "other",
  birth_date: "1990-01-01",
};

const shown = (name: string, ms: number[]) => {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
  console.log(`${name}: first ${ms[0]?.toFixed(0)} ms, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
};

const stack = await EmbeddedStack.make();
try {
  await stack.start();
  const { API_URL, DB_URL, PUBLISHABLE_KEY } = stack.values;
  const client = createClient(API_URL, PUBLISHABLE_KEY);
  await client.functions.invoke("auth/register", { body: person });
  await withConnection(
    DB_URL,
    (sql) => sql`update private.accounts set app_role = 'admin' where username = ${person.username}`,
  );
  const adminUrl = new URL(DB_URL);
  adminUrl.username = "supabase_admin";
  adminUrl.password = readSecrets(stack.dataFolder)?.databaseAdminPassword ?? "";
  await seedEvents(adminUrl.href, events, "figures", new Date().toISOString());

  const { data } = await client.functions.invoke("auth/login", {
    body: { identifier: person.username, password: person.password },
  });
  const admin = createClient(API_URL, PUBLISHABLE_KEY, { accessToken: async () => data.session.access_token });
  const calls: number[] = [];
  for (let nth = 0; nth < times; nth++) {
    const start = performance.now();
    const { error } = await admin
      .schema("analytics")
      .rpc("overview", { since: new Date(Date.now() - 13 * 86_400_000).toISOString().slice(0, 10) });
    if (error) throw error;
    calls.push(performance.now() - start);
  }
  shown(`overview of fourteen days, ${events.toLocaleString("en")} events`, calls);

  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`${API_URL}/admin/`);
  await page.getByLabel("Username or e-mail").fill(person.username);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".tile .figure").first().waitFor();
  const reloads: number[] = [];
  for (let nth = 0; nth < times; nth++) {
    await page.reload({ waitUntil: "commit" });
    await page.locator(".tile .figure").first().waitFor();
    reloads.push(await page.evaluate(() => performance.now()));
  }
  shown("the console from a reload until its figures are there", reloads);
  await browser.close();
} finally {
  await stack.discard();
}
