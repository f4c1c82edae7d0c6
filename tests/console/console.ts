import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Person } from "../support/people.ts";

const { url } = inject("target");
const axeScript = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

declare const axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

/** Opens the console in a window of its own, and signs in. */
export async function openConsole(browser: Browser, { username, password }: Person): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`${url}/admin/`);
  await page.getByLabel("Username or e-mail").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

/** What axe finds wrong with a page as it is shown. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axeScript });
  const { violations } = await page.evaluate(() => axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

/** Goes to a page by the navigation. */
export async function visit(page: Page, title: string): Promise<void> {
  await page.getByRole("link", { name: title, exact: true }).click();
  await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe(title);
}
