/** `npm start`, `npm run status|stop|reset|seed:demo|rotate-secrets|admin`: each is a file in commands/. plaza.mjs begins here. */
import { loadEnvironmentFile } from "./environment-file.ts";
import { keepPrivate } from "./stack/private-folders.ts";
import { StartError } from "./stack/start-error.ts";

const commands: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  start: () => import("./commands/start.ts"),
  status: () => import("./commands/status.ts"),
  stop: () => import("./commands/stop.ts"),
  reset: () => import("./commands/reset.ts"),
  "seed-demo": () => import("./commands/seed-demo.ts"),
  "rotate-secrets": () => import("./commands/rotate-secrets.ts"),
  admin: () => import("./commands/admin.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!load) {
  console.error(`Usage: node local/plaza.mjs ${Object.keys(commands).join("|")}`);
  process.exit(2);
}
keepPrivate();
loadEnvironmentFile();
try {
  await (await load()).run(args);
} catch (error) {
  // What we foresaw explains itself; the rest needs its trace.
  console.error(error instanceof StartError ? `\n  ${error.message}\n` : error);
  process.exit(1);
}
