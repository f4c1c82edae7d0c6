import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM_PATH || "/usr/bin/chromium";

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];

/** False on a developer's machine without Chromium, and loudly so. In CI the tests run, and fail, without it. */
export function hasChromium(): boolean {
  if (existsSync(executablePath) || process.env.CI === "true") return true;
  console.warn(
    `SKIPPED: no Chromium at ${executablePath}. Run "node scripts/install-system-packages.ts", or set CHROMIUM_PATH.`,
  );
  return false;
}

/** Starts a browser; `more` are further switches of Chromium. */
export const launchChromium = (more: string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: [...quiet, ...more] });
