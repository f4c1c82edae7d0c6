import { join } from "node:path";
import { configFromEnvironment } from "../stack/config.ts";
import { readOrMakeSecrets } from "../stack/secrets.ts";
import { Stack } from "../stack/stack.ts";
import { summary } from "./summary.ts";

/** Starts everything, stays in the foreground, and stops everything when it is told to. */
export async function run(): Promise<void> {
  const config = configFromEnvironment();
  const began = Date.now();
  const say = (line: string) => console.log(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  console.log("\n  Plaza is starting\n");
  const stack = new Stack({ config, say });

  const stop = async (signal: string) => {
    console.log("");
    say(`${signal}: stopping everything`);
    await stack.stop();
    say("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop(signal));
  // Started by a test: end with it, even when it is killed.
  process.once("disconnect", () => void stop("parent gone"));

  try {
    await stack.start();
  } catch (error) {
    await stack.stop();
    throw error;
  }
  say("ready");
  console.log(summary(config, readOrMakeSecrets(config.dataFolder), { withSecrets: process.stdout.isTTY }));
  console.log(`  Ctrl-C stops everything. Logs: ${join(config.dataFolder, "logs")}\n`);
  process.send?.("ready");
}
