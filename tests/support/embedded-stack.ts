import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectionValues } from "../../local/commands/connection-values.ts";
import { configFromEnvironment } from "../../local/stack/config.ts";
import { freePorts } from "../../local/stack/ports.ts";
import { readSecrets } from "../../local/stack/secrets.ts";

const cli = fileURLToPath(new URL("../../local/cli.ts", import.meta.url));

/** A stack of its own for tests: a fresh data folder, free ports, the very command that a user types. */
export class EmbeddedStack {
  readonly dataFolder: string;
  readonly environment: Record<string, string>;
  readonly #config: ReturnType<typeof configFromEnvironment>;
  #process: ChildProcess | undefined;
  /** What the command has printed. */
  output = "";

  private constructor(dataFolder: string, apiPort: number, databasePort: number, watch: boolean) {
    this.dataFolder = dataFolder;
    this.environment = {
      PLAZA_DATA_DIR: dataFolder,
      PLAZA_API_PORT: String(apiPort),
      PLAZA_DB_PORT: String(databasePort),
      PLAZA_DB_SETTINGS: "fsync=off",
      PLAZA_WATCH: String(watch),
      // Their pages are on this machine.
      LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK: "true",
    };
    this.#config = { ...configFromEnvironment(), dataFolder, apiPort, databasePort };
  }

  static async make({ watch = false } = {}): Promise<EmbeddedStack> {
    const dataFolder = mkdtempSync(join(tmpdir(), "plaza-stack-"));
    chmodSync(dataFolder, 0o755); // Postgres, under its own account, has to get through
    const [apiPort, databasePort] = (await freePorts(2)) as [number, number];
    return new EmbeddedStack(dataFolder, apiPort, databasePort, watch);
  }

  /** Starts it and waits until it is ready. Rejects with what it printed when it ends instead. */
  async start(): Promise<void> {
    const child = this.fork("start");
    this.#process = child;
    const outcome = await Promise.race([
      once(child, "message").then(([message]) => message),
      once(child, "exit").then(([code]) => `exit code ${code}`),
    ]);
    if (outcome !== "ready") throw new Error(`The stack did not start (${outcome}):\n${this.output}`);
  }

  /** Runs a command of the CLI on this stack; its output is collected in `output`. */
  fork(...args: string[]): ChildProcess {
    const child = fork(cli, args, {
      env: { ...process.env, ...this.environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.output += chunk));
    return child;
  }

  /** How to reach it; secrets included. */
  get values(): ReturnType<typeof connectionValues> {
    const secrets = readSecrets(this.dataFolder);
    if (!secrets) throw new Error("The stack has never been started.");
    return connectionValues(this.#config, secrets);
  }

  /** Process ids of the supervisor and of each part, by name. */
  get processes(): { supervisor: number; parts: Record<string, number> } {
    const state = JSON.parse(readFileSync(join(this.dataFolder, "stack.json"), "utf8"));
    const parts = Object.entries<{ pid: number }>(state.parts).map(([name, { pid }]) => [name, pid]);
    return { supervisor: state.supervisor.pid, parts: Object.fromEntries(parts) };
  }

  /** Stops it as Ctrl-C does, and returns its exit code. */
  async stop(): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, "exit");
    child.kill("SIGINT");
    const [code] = await exited;
    return code;
  }

  async discard(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}
