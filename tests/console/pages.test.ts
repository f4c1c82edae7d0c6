import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pages } from "../../admin/pages.ts";
import { connectDatabase } from "../support/database.ts";
import { hasChromium, launchChromium } from "../support/media/chromium.ts";
import { newPerson, type Person } from "../support/people.ts";
import { call } from "../support/rpc.ts";
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

  describe("an admin", () => {
    let page: Page;
    beforeAll(async () => {
      page = await openConsole(browser, people.admin as Person);
    });

    test.each(pages)(
      "sees $title, in light on a phone and in dark on a desk, and axe finds nothing wrong with it",
      async ({ title }) => {
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
          expect(await violationsOf(page), `${colorScheme}, ${width}`).toEqual([]);
        }
        expect(await page.getByRole("alert").count()).toBe(0);
      },
    );

    test("makes a rule without a mouse, sees what it would have hit, watches it in shadow, and puts it in force", async () => {
      const name = `console_${people.admin?.username.slice(0, 8)}`;
      const caption = `See https://${name.replace("_", "-")}.example`;
      await call(people.user as Person, "create_post", { client_id: crypto.randomUUID(), kind: "text", caption });
      const rules = async () =>
        sql<{ state: string; version: number; condition: unknown }[]>`
          select state, version, condition from private.rules where name = ${name}`;
      const press = (button: string) => page.getByRole("button", { name: button, exact: true }).press("Enter");
      await visit(page, "Rules");
      await press("New rule");
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByLabel("Fact 1").selectOption("link_domains");
      await page.getByLabel("Value 1").fill(`${name.replace("_", "-")}.example, other.example`);
      await press("One more condition");
      await page.getByLabel("Fact 2").selectOption("posts");
      await page.getByLabel("Within minutes 2").fill("30");
      await press("What would it have hit?");
      await page.getByText(/It would have hit 1 of/).waitFor();
      expect(await page.getByRole("list", { name: "Examples" }).textContent()).toContain(caption);
      expect(await violationsOf(page)).toEqual([]);
      expect(await rules()).toEqual([]);
      await press("Save in shadow");
      await expect.poll(rules).toEqual([
        {
          state: "shadow",
          version: 1,
          condition: {
            all: [
              { fact: "link_domains", is: "any_of", value: [`${name.replace("_", "-")}.example`, "other.example"] },
              { fact: "posts", is: "at_least", value: 1, minutes: 30 },
            ],
          },
        },
      ]);
      await press(`Change ${name}`);
      await page.getByLabel("Then").selectOption("hold");
      await press("Put in force");
      await expect.poll(async () => (await rules())[0]?.state).toBe("live");
      // Whoever changes it again has seen that.
      const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: `Change ${name}` }) });
      await row.getByText("live", { exact: true }).waitFor();
      await press(`Change ${name}`);
      await press("Save and turn off");
      await expect.poll(async () => (await rules())[0]).toMatchObject({ state: "off", version: 3 });
    });
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
