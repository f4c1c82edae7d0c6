import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "../stack/config.ts";
import type { FunctionSettings } from "./function-settings.ts";

export interface FunctionProcess {
  name: string;
  /** The loopback port on which its Deno.serve listens. */
  port: number;
  /** The loopback ports that it may connect to. Everything else on the network is closed to it. */
  reachable: number[];
  settings: FunctionSettings;
}

/**
 * Runs functions/<name>/index.ts in a Deno process of its own, with the least permissions: no files, no
 * subprocesses, the named ports and the named variables. Packages come from node_modules and nowhere else.
 */
export function spawnFunction({ name, port, reachable, settings }: FunctionProcess): ChildProcess {
  const folder = join(projectFolder, "functions", name);
  const { environment, packageVariables, system } = settings;
  const readable = [...Object.keys(environment), ...packageVariables, "DENO_SERVE_ADDRESS"];
  return spawn(
    join(projectFolder, "node_modules/.bin/deno"),
    [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--no-lock",
      "--node-modules-dir=manual",
      `--config=${join(folder, "deno.json")}`,
      `--allow-net=${[port, ...reachable].map((each) => `127.0.0.1:${each}`).join(",")}`,
      `--allow-env=${readable.join(",")}`,
      ...(system.length > 0 ? [`--allow-sys=${system.join(",")}`] : []),
      join(folder, "index.ts"),
    ],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
}
