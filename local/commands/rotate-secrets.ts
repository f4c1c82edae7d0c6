import { configFromEnvironment } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { rotateSecrets } from "../stack/secrets.ts";
import { StartError } from "../stack/start-error.ts";
import { readState } from "../stack/state.ts";

/** Makes new keys of the stack that is stopped; what was signed with those before is still accepted. */
export async function run(): Promise<void> {
  const { dataFolder } = configFromEnvironment();
  const state = readState(dataFolder);
  if (state && isRunning(state.supervisor)) throw new StartError('Plaza is running. "npm run stop" first.');
  rotateSecrets(dataFolder);
  console.log('\n  The keys are new, and those before are still accepted. "npm start" starts Plaza.\n');
}
