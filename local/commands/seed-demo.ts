import { demoPassword } from "../demo/people.ts";
import { seedDemo } from "../demo/seed.ts";
import { withConnection } from "../postgres/connection.ts";
import { configFromEnvironment, localUrl } from "../stack/config.ts";
import { isRunning } from "../stack/process-identity.ts";
import { readSecrets } from "../stack/secrets.ts";
import { StartError } from "../stack/start-error.ts";
import { readState } from "../stack/state.ts";
import { connectionValues } from "./connection-values.ts";

/** `seed-demo [people]`: fills the running stack with a believable crowd. */
export async function run([people = "250"]: string[]): Promise<void> {
  const environment = configFromEnvironment();
  const state = readState(environment.dataFolder);
  const secrets = readSecrets(environment.dataFolder);
  if (!state?.ready || !secrets || !isRunning(state.supervisor))
    throw new StartError('Plaza is not running. "npm start" first.');
  const config = { ...environment, apiPort: state.apiPort, databasePort: state.databasePort };
  const { PUBLISHABLE_KEY, DB_URL } = connectionValues(config, secrets);
  const { counts, staff } = await withConnection(DB_URL, (sql) =>
    seedDemo(
      { url: localUrl(config), publishableKey: PUBLISHABLE_KEY, sql },
      { people: Number(people), posts: 6 },
      (line) => console.log(`  ${line}`),
    ),
  );
  console.log(`
  There are ${counts.people} demo people, ${counts.follows} follows, ${counts.posts} posts (${counts.pictures} with pictures, ${counts.videos} with videos) and
  ${counts.messages} messages. The worker makes what people see of the pictures and videos meanwhile.

  Everybody's password: ${demoPassword}
         An admin: ${staff.admin}
      A moderator: ${staff.moderator}
`);
}
