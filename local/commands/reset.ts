import { setTimeout as sleep } from "node:timers/promises";
import { configFromEnvironment } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { removeData } from "../stack/remove-data.ts";
import { Stack } from "../stack/stack.ts";
import { StartError } from "../stack/start-error.ts";
import { endOrphans, readState, resetSignal, type StackState } from "../stack/state.ts";

/**
 * Throws the data away (database, objects and mails; keys stay) and makes them anew: migrations, then seed. A stack that
 * runs is stopped for it and started again, in the terminal in which it runs.
 */
export async function run(): Promise<void> {
  const config = configFromEnvironment();
  const state = readState(config.dataFolder);
  if (state && isRunning(state.supervisor)) {
    await resetRunning(config.dataFolder, state);
    console.log("\n  The database is new: migrations and seed are in. Plaza runs again.\n");
    return;
  }
  if (state) await endOrphans(state);
  removeData(config.dataFolder);
  const stack = new Stack({ config, say: (line) => console.log(`  ${line}`) });
  try {
    await stack.startDatabase();
  } finally {
    await stack.stop();
  }
  console.log('\n  The database is new: migrations and seed are in. "npm start" starts Plaza.\n');
}

async function resetRunning(dataFolder: string, before: StackState): Promise<void> {
  if (!before.ready) throw new StartError('Plaza is starting. Wait until it is ready, or "npm run stop" first.');
  console.log("  stopping Plaza, and starting it with a new database");
  process.kill(before.supervisor.pid, resetSignal);
  for (;;) {
    await sleep(100);
    const now = readState(dataFolder);
    if (now?.ready && now.parts.postgres?.pid !== before.parts.postgres?.pid) return;
    if (!isRunning(before.supervisor)) throw new StartError("Plaza has ended during the reset; its terminal says why.");
  }
}
