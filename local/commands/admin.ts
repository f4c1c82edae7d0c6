import { withConnection } from "../postgres/connection.ts";
import { configFromEnvironment } from "../stack/config.ts";
import { databaseUrls } from "../stack/parts.ts";
import { readSecrets } from "../stack/secrets.ts";
import { StartError } from "../stack/start-error.ts";
import { readState } from "../stack/state.ts";

const roles = ["admin", "moderator", "user"];

/**
 * `admin <username> [admin|moderator|user]`: says what somebody may do in the product, by default everything. In the running
 * stack of this folder, or in the database that DATABASE_URL names.
 */
export async function run([username, role = "admin", ...more]: string[]): Promise<void> {
  if (!username || !roles.includes(role) || more.length > 0)
    throw new StartError(`admin <username> [${roles.join("|")}]`);
  const changed = await withConnection(databaseUrl(), async (sql) => {
    const [row] = await sql`
      select private.set_app_role(account.id, ${role}) as changed from private.accounts account
      where account.username = lower(${username})`;
    return row?.changed as boolean | undefined;
  });
  if (changed === undefined) throw new StartError(`Nobody is called ${username}.`);
  console.log(
    changed
      ? `${username} is ${role} now, with the next access token: sign in again, or refresh.`
      : `${username} was ${role} already.`,
  );
}

function databaseUrl(): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const config = configFromEnvironment();
  const state = readState(config.dataFolder);
  const secrets = readSecrets(config.dataFolder);
  if (!state?.ready || !secrets) throw new StartError('Plaza is not running. "npm start" first, or set DATABASE_URL.');
  return databaseUrls({ ...config, databasePort: state.databasePort }, secrets).postgres;
}
