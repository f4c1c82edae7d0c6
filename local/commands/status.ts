import type { Health } from "../gateway/health.ts";
import { configFromEnvironment, localUrl, type StackConfig } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { readSecrets } from "../stack/secrets.ts";
import { StartError } from "../stack/start-error.ts";
import { readState, type StackState } from "../stack/state.ts";
import { connectionValues } from "./connection-values.ts";
import { summary } from "./summary.ts";

const readHealth = async (config: StackConfig): Promise<Health | undefined> =>
  fetch(`${localUrl(config)}/health`).then(
    (response) => response.json() as Promise<Health>,
    () => undefined,
  );

/**
 * `status [--json | --env]`: says whether the stack runs, how its parts are, and how to reach it. Exit code 3 when it does
 * not run, as `systemctl status`.
 */
export async function run(args: string[]): Promise<void> {
  const [form = "--text", ...more] = args;
  if (more.length > 0 || !["--text", "--json", "--env"].includes(form)) {
    throw new StartError("status [--json | --env]");
  }
  const environment = configFromEnvironment();
  const state = readState(environment.dataFolder);
  const secrets = readSecrets(environment.dataFolder);
  if (!state || !secrets || !isRunning(state.supervisor)) {
    sayThatItDoesNotRun(form, state);
    process.exitCode = 3;
    return;
  }
  const config = { ...environment, apiPort: state.apiPort, databasePort: state.databasePort };
  const values = connectionValues(config, secrets);
  if (form === "--env") {
    for (const [name, value] of Object.entries(values)) console.log(`${name}=${value}`);
    return;
  }
  const health = state.ready ? await readHealth(config) : undefined;
  const { ready, warnings } = state;
  if (form === "--json") {
    console.log(JSON.stringify({ running: true, ready, health, warnings, ...values }, null, 2));
    return;
  }
  console.log(`\n  Plaza is ${ready ? "running" : "starting"} (process ${state.supervisor.pid})`);
  console.log(summary(config, secrets, { withSecrets: process.stdout.isTTY }));
  for (const [part, condition] of Object.entries(health?.parts ?? {}))
    console.log(`  ${part.padStart(16)}  ${condition}`);
  for (const warning of warnings) console.log(`\n  Note: ${warning}`);
  console.log("");
}

function sayThatItDoesNotRun(form: string, state: StackState | undefined): void {
  const left = Object.entries(state?.parts ?? {}).filter(([, part]) => isRunning(part));
  if (form === "--json") console.log(JSON.stringify({ running: false }));
  else if (form === "--env") console.error("Plaza is not running here.");
  else if (left.length === 0) console.log('Plaza is not running here. "npm start" starts it.');
  else {
    const parts = left.map(([name, { pid }]) => `${name} (process ${pid})`).join(", ");
    console.log(`Plaza was killed here, and left ${parts}. "npm run stop" ends that, and so does "npm start".`);
  }
}
