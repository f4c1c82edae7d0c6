import { join } from "node:path";
import { configFromEnvironment, type StackConfig } from "../stack/config.ts";
import { printable } from "../stack/output-lines.ts";
import { removeData } from "../stack/remove-data.ts";
import { readOrMakeSecrets } from "../stack/secrets.ts";
import { Stack } from "../stack/stack.ts";
import { StartError } from "../stack/start-error.ts";
import { resetSignal } from "../stack/state.ts";
import { summary } from "./summary.ts";

/** `start [--quiet]`: starts everything, stays in the foreground, and stops everything when it is told to. */
export async function run(args: string[]): Promise<void> {
  const unknown = args.find((each) => each !== "--quiet");
  if (unknown !== undefined) throw new StartError(`"${unknown}" is unknown. start [--quiet]`);
  const config = configFromEnvironment();
  const began = Date.now();
  const say = (line: string) => console.log(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${line}`);
  const make = () =>
    new Stack({ config, say, show: (line) => console.log(`  ${line}`), isQuiet: args.includes("--quiet") });
  console.log("\n  Plaza is starting\n");
  let stack = make();
  let isStopping = false;
  let isReady = false;

  const stop = async (signal: string) => {
    isStopping = true;
    console.log("");
    say(`${signal}: stopping everything`);
    await stack.stop();
    say("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop(signal));
  // Started by a test: end with it, even when it is killed.
  process.once("disconnect", () => void stop("parent gone"));

  const start = async () => {
    try {
      await stack.start();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    isReady = true;
    say("ready");
    introduce(config, stack.warnings);
  };
  // `npm run reset` from another terminal. One that comes in the middle of a start has nothing to add.
  const reset = async () => {
    isReady = false;
    say("reset: all data are removed");
    await stack.stopForNext();
    removeData(config.dataFolder);
    if (isStopping) return;
    stack = make();
    await start();
  };
  process.on(resetSignal, () => {
    if (!isReady || isStopping) return;
    reset().catch((error) => {
      console.error(error);
      process.exit(1);
    });
  });

  await start();
  process.send?.("ready");
}

function introduce(config: StackConfig, warnings: readonly string[]): void {
  console.log(summary(config, readOrMakeSecrets(config.dataFolder), { withSecrets: process.stdout.isTTY }));
  for (const warning of warnings) console.log(`  Note: ${printable(warning)}`);
  console.log(`  Ctrl-C stops everything. Logs: ${join(config.dataFolder, "logs")}\n`);
}
