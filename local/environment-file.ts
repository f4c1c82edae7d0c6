import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));

/** Reads `.env` of the checkout, or the file that PLAZA_ENV_FILE names. What is set already stays as it is. */
export function loadEnvironmentFile(): void {
  const path = resolve(checkout, process.env.PLAZA_ENV_FILE ?? ".env");
  if (path !== resolve(checkout) && existsSync(path)) process.loadEnvFile(path);
}
