import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectDatabase } from "../support/database.ts";
import { hasChromium, launchChromium } from "../support/media/chromium.ts";
import { liftLimits } from "../support/no-limits.ts";
import { newPerson, type Person } from "../support/people.ts";
import { call } from "../support/rpc.ts";
import { openConsole, visit } from "./console.ts";

const sql = connectDatabase();
const cases = 50;

describe.skipIf(!hasChromium())("reports in the console", () => {
  let browser: Browser;
  let moderator: Person;
  let author: Person;
  beforeAll(async () => {
    [browser, moderator, author] = await Promise.all([launchChromium(), newPerson(), newPerson()]);
    const reporter = await newPerson();
    await sql`update private.accounts set app_role = 'moderator' where id = ${moderator.id}`;
    await liftLimits(sql);
    for (let i = 0; i < cases; i++) {
      const post = await call<{ id: string }>(author, "create_post", {
        client_id: crypto.randomUUID(),
        kind: "text",
        caption: `Pills, number ${i}`,
      });
      await call(reporter, "report", { target: "post", target_id: post.id, reason: "spam", note: "again" });
    }
  });
  afterAll(() => browser?.close());

  const statuses = async () => {
    const rows = await sql<{ status: string; count: number }[]>`
      select status, count(*)::int as count from private.cases where person_id = ${author.id} group by status`;
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };

  test("a moderator clears fifty cases by keyboard, sees each one's evidence, and takes one back", async () => {
    const page = await openConsole(browser, moderator);
    await visit(page, "Reports");
    await page.getByRole("list", { name: "Waiting cases" }).getByRole("button").first().waitFor();
    const began = performance.now();
    await page.keyboard.press("j");
    const seen = new Set<string>();
    for (let left = cases; left > 0; left--) {
      const evidence = page.locator(".evidence blockquote");
      await expect.poll(async () => !seen.has((await evidence.textContent()) ?? ""), { interval: 20 }).toBe(true);
      seen.add((await evidence.textContent()) as string);
      await page.keyboard.press(left % 2 ? "d" : "w");
      await expect
        .poll(() => page.getByRole("list", { name: "Waiting cases" }).getByRole("listitem").count(), { interval: 20 })
        .toBe(left - 1);
    }
    console.log(`${cases} cases by keyboard: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    expect(seen.size).toBe(cases);
    expect(await statuses()).toEqual({ dismissed: cases / 2, upheld: cases / 2 });
    await page.getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(async () => (await statuses()).open).toBe(1);
  });

  test("a ban asks for its reason, which the person reads later", async () => {
    const page = await openConsole(browser, moderator);
    await visit(page, "Reports");
    await page.getByRole("list", { name: "Waiting cases" }).getByRole("button").first().click();
    await page.locator(".evidence blockquote").waitFor();
    await page.keyboard.press("b");
    await page.getByLabel("Reason, for the person to read").fill("Selling pills");
    await page.getByRole("dialog").getByRole("button", { name: "Ban" }).click();
    await expect
      .poll(
        async () =>
          (await sql`select note from private.decisions where action = 'ban' and person_id = ${author.id}`)[0]?.note,
      )
      .toBe("Selling pills");
    const [account] =
      await sql`select banned_until = 'infinity' as banned from private.accounts where id = ${author.id}`;
    expect(account?.banned).toBe(true);
  });
});
