import type { Health } from "../gateway/health.ts";
import { apiUrl, configFromEnvironment, type StackConfig } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { readSecrets } from "../stack/secrets.ts";
import { readState } from "../stack/state.ts";
import { connectionValues } from "./connection-values.ts";
import { summary } from "./summary.ts";

const readHealth = async (config: StackConfig): Promise<Health | undefined> =>
  fetch(`${apiUrl(config)}/health`).then(
    (response) => response.json() as Promise<Health>,
    () => undefined,
  );

/** Says whether the stack runs, how its parts are, and how to reach it. Exit code 3 when it does not run, as `systemctl status`. */
export async function run(args: string[]): Promise<void> {
  const environment = configFromEnvironment();
  const state = readState(environment.dataFolder);
  const secrets = readSecrets(environment.dataFolder);
  const asJson = args.includes("--json");
  if (!state || !secrets || !isRunning(state.supervisor)) {
    console.log(asJson ? JSON.stringify({ running: false }) : 'Plaza is not running here. "npm start" starts it.');
    process.exitCode = 3;
    return;
  }
  const config = { ...environment, apiPort: state.apiPort, databasePort: state.databasePort };
  const health = state.ready ? await readHealth(config) : undefined;
  if (asJson) {
    console.log(
      JSON.stringify({ running: true, ready: state.ready, health, ...connectionValues(config, secrets) }, null, 2),
    );
    return;
  }
  console.log(`\n  Plaza is ${state.ready ? "running" : "starting"} (process ${state.supervisor.pid})`);
  console.log(summary(config, secrets, { withSecrets: process.stdout.isTTY }));
  for (const [part, condition] of Object.entries(health?.parts ?? {}))
    console.log(`  ${part.padStart(16)}  ${condition}`);
  console.log("");
}
