/**
 * Writes docs/screenshots/ from the console of a running stack with the demo in it: npm start, npm run seed:demo, npm run screenshots.
 * `--all <folder>`: every page instead, in light and dark, on a phone and on a desk, to be looked at.
 */
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { pages } from "../admin/pages.ts";
import { demoPassword } from "../local/demo/people.ts";
import { launchChromium } from "../tests/support/media/chromium.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:54321" },
    admin: { type: "string", default: "julia.lopez0" },
    person: { type: "string", default: "zoe.nguyen1" },
    all: { type: "string" },
    only: { type: "string" },
  },
});

type Scheme = "light" | "dark";

interface Shot {
  file: string;
  place: string;
  scheme: Scheme;
  width?: number;
  height?: number;
  /** What is done on the page first. */
  before?(page: Page): Promise<unknown>;
}

/** Everything that the page has asked for is there. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
}

const openFirstCase = (page: Page) => page.keyboard.press("j");

const shown: Shot[] = [
  { file: "overview", place: "overview", scheme: "light" },
  { file: "trends", place: "trends/daily_users", scheme: "dark" },
  { file: "retention", place: "retention", scheme: "light" },
  { file: "reports", place: "queue", scheme: "light", before: openFirstCase },
  { file: "person", place: `people/${values.person}`, scheme: "dark" },
  { file: "phone", place: "overview", scheme: "dark", width: 390, height: 844 },
];

const everything: Shot[] = pages
  .filter(({ name }) => !values.only || values.only.split(",").includes(name))
  .flatMap(({ name }) =>
    (
      [
        [1280, "light"],
        [1280, "dark"],
        [360, "light"],
        [360, "dark"],
      ] as [number, Scheme][]
    ).map(([width, scheme]) => ({
      file: `${name}-${width}-${scheme}`,
      place: name === "people" ? `people/${values.person}` : name,
      scheme,
      width,
      height: 1000,
      ...(name === "queue" && { before: openFirstCase }),
    })),
  );

const folder = values.all ?? "docs/screenshots";
mkdirSync(folder, { recursive: true });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  await page.goto(`${values.url}/admin/`);
  await page.getByLabel("Username or e-mail").fill(values.admin);
  await page.getByLabel("Password").fill(demoPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation").waitFor({ state: "attached" });
  for (const { file, place, scheme, width = 1280, height = 800, before } of values.all ? everything : shown) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${values.url}/admin/#/${place}`);
    await page.reload();
    await settled(page);
    await before?.(page);
    await settled(page);
    const picture = sharp(await page.screenshot({ fullPage: values.all !== undefined }));
    await picture.webp({ quality: 82, effort: 6 }).toFile(`${folder}/${file}.webp`);
  }
} finally {
  await browser.close();
}
