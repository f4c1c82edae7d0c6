import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../admin/pages.ts";
import { connectDatabase } from "../support/database.ts";
import { hasChromium, launchChromium } from "../support/media/chromium.ts";
import { newPerson, type Person } from "../support/people.ts";
import { openConsole, violationsOf, visit } from "./console.ts";

const sql = connectDatabase();

describe.skipIf(!hasChromium())("the console in a browser", () => {
  let browser: Browser;
  const people: Record<string, Person> = {};
  beforeAll(async () => {
    browser = await launchChromium();
    for (const role of ["user", "moderator", "admin"] as const) {
      people[role] = await newPerson();
      await sql`update private.accounts set app_role = ${role} where id = ${people[role].id}`;
    }
  });
  afterAll(() => browser?.close());

  test("every page is shown to an admin, in light on a phone and in dark on a desk, and axe finds nothing wrong with it", async () => {
    const page = await openConsole(browser, people.admin as Person);
    for (const { title } of pages) {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByRole("button", { name: "Menu" }).click();
      await visit(page, title);
      await page.locator(".skeleton").first().waitFor({ state: "detached" });
      for (const [width, colorScheme] of [
        [390, "light"],
        [1280, "dark"],
      ] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${title}, ${colorScheme}, ${width}`).toEqual([]);
      }
    }
  });

  test("a moderator sees the pages about safety alone, and somebody else none", async () => {
    const page = await openConsole(browser, people.moderator as Person);
    await page.getByRole("navigation").waitFor();
    const links = await page.getByRole("navigation").getByRole("link").allTextContents();
    expect(links).toEqual(pages.filter(({ adminsOnly }) => !adminsOnly).map(({ title }) => title));
    const refused = await openConsole(browser, people.user as Person);
    await refused.getByRole("alert").waitFor();
    expect(await refused.getByRole("alert").textContent()).toMatch(/neither a moderator's nor an admin's/);
    expect(await refused.evaluate(() => sessionStorage.length)).toBe(0);
  });
});
