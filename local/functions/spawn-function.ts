import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "../stack/config.ts";
import { type FunctionConfig, isDenoConfig } from "../stack/project-config.ts";
import type { FunctionSettings } from "./function-settings.ts";

export interface FunctionProcess {
  config: Pick<FunctionConfig, "entrypoint" | "importMap" | "staticFiles">;
  /** The loopback port on which it serves. */
  port: number;
  /** The loopback ports that it may connect to where the rest of the network is closed to it. */
  reachable: number[];
  settings: FunctionSettings;
}

/** A function calls Deno.serve itself, or exports `{ fetch }`. */
const mainModule = (entrypoint: string) => `
import * as served from ${JSON.stringify(pathToFileURL(entrypoint).href)};
const handler = served.default;
if (typeof handler?.fetch === "function") Deno.serve((request, info) => handler.fetch(request, info));
`;

/**
 * Runs an edge function in a Deno process of its own, with the least permissions: its static files, no subprocesses, and
 * an environment in which is nothing but what it may know. Packages come from node_modules and nowhere else.
 */
export function spawnFunction({ config, port, reachable, settings }: FunctionProcess): ChildProcess {
  const { entrypoint, importMap, staticFiles } = config;
  const network =
    settings.network === "world" ? "" : `=${[port, ...reachable].map((each) => `127.0.0.1:${each}`).join(",")}`;
  const imports = importMap ? `--${isDenoConfig(importMap) ? "config" : "import-map"}=${importMap}` : "--no-config";
  const child = spawn(
    join(projectFolder, "node_modules/.bin/deno"),
    [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      "--no-lock",
      "--node-modules-dir=manual",
      imports,
      `--allow-net${network}`,
      "--allow-env",
      ...(staticFiles.length > 0
        ? [`--allow-read=${staticFiles.map((path) => path.replaceAll(",", ",,")).join(",")}`]
        : []),
      ...(settings.system.length > 0 ? [`--allow-sys=${settings.system.join(",")}`] : []),
      "-", // the main module comes by stdin
    ],
    {
      cwd: dirname(entrypoint),
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
        ...settings.environment,
      },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    },
  );
  child.stdin?.on("error", () => {}); // it ended before it was told what to run, which its exit tells
  child.stdin?.end(mainModule(entrypoint));
  return child;
}
