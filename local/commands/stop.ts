import { configFromEnvironment } from "../stack/config.ts";
import { endStack } from "../stack/state.ts";

/** Ends the stack of this folder and every process of it. */
export async function run(): Promise<void> {
  console.log(`Plaza ${await endStack(configFromEnvironment().dataFolder)}.`);
}
