import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cli = fileURLToPath(new URL("../../node_modules/supabase/dist/supabase.js", import.meta.url));

/**
 * Runs the Supabase CLI in a project folder and returns what it prints. Throws with its message when it fails.
 * The database goes in by URL, which other users of the machine can read while it runs: scratch databases only.
 */
export async function supabaseCli(projectFolder: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
      cwd: projectFolder,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 120_000,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SUPABASE_TELEMETRY_DISABLED: "1",
        DO_NOT_TRACK: "1",
        PGSSLMODE: "disable",
        // config.toml names a key that the first start makes; without it the CLI would refuse to read config.toml.
        SUPABASE_AUTH_SIGNING_KEYS_PATH: fileURLToPath(new URL("no-signing-keys.json", import.meta.url)),
      },
    });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as { stdout?: string; stderr?: string; message: string };
    const said = `${stderr}\n${stdout}`.trim() || message;
    throw new Error(`supabase ${args.slice(0, 2).join(" ")} failed:\n${said}`);
  }
}
