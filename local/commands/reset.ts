import { rmSync } from "node:fs";
import { join } from "node:path";
import { configFromEnvironment } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { Stack } from "../stack/stack.ts";
import { StartError } from "../stack/start-error.ts";
import { endOrphans, readState } from "../stack/state.ts";

/** Throws the data away (database, objects and mails; keys stay) and makes them anew: migrations, then seed. */
export async function run(): Promise<void> {
  const config = configFromEnvironment();
  const state = readState(config.dataFolder);
  if (state && isRunning(state.supervisor)) throw new StartError('Plaza is running. "npm run stop" first, then reset.');
  if (state) await endOrphans(state);
  for (const folder of ["postgres", "s3", "inbox"])
    rmSync(join(config.dataFolder, folder), { recursive: true, force: true });
  const stack = new Stack({ config, say: (line) => console.log(`  ${line}`) });
  try {
    await stack.startDatabase();
  } finally {
    await stack.stop();
  }
  console.log('\n  The database is new: migrations and seed are in. "npm start" starts Plaza.\n');
}
