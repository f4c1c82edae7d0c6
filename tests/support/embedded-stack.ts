import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectionValues } from "../../local/commands/connection-values.ts";
import { configFromEnvironment } from "../../local/stack/config.ts";
import { databaseUrls } from "../../local/stack/parts.ts";
import { freePorts } from "../../local/stack/ports.ts";
import { readSecrets, type Secrets } from "../../local/stack/secrets.ts";

const thisCheckout = fileURLToPath(new URL("../..", import.meta.url));

export interface StackOptions {
  /** Start functions anew when their source changes. */
  watch?: boolean;
  /** Print a line for each request. */
  verbose?: boolean;
  /** Another checkout than this one. */
  checkout?: string;
  /** The address at which other machines would find it. */
  host?: string;
  environment?: Record<string, string>;
}

/** A stack of its own for tests: a fresh data folder, free ports, the very command that a user types. */
export class EmbeddedStack {
  readonly dataFolder: string;
  readonly environment: Record<string, string>;
  readonly #config: ReturnType<typeof configFromEnvironment>;
  #process: ChildProcess | undefined;
  /** What the command has printed. */
  output = "";

  readonly #cli: string;
  readonly #verbose: boolean;

  private constructor(dataFolder: string, apiPort: number, databasePort: number, options: StackOptions) {
    const { watch = false, verbose = false, checkout = thisCheckout, host, environment = {} } = options;
    const publicUrl = host && `http://${host}:${apiPort}`;
    this.dataFolder = dataFolder;
    this.#cli = join(checkout, "local/cli.ts");
    this.#verbose = verbose;
    this.environment = {
      PLAZA_DATA_DIR: dataFolder,
      PLAZA_API_PORT: String(apiPort),
      PLAZA_DB_PORT: String(databasePort),
      PLAZA_DB_SETTINGS: "fsync=off",
      PLAZA_WATCH: String(watch),
      // What a developer has set for the stack at hand is not meant for this one.
      PLAZA_ENV_FILE: "",
      // Their pages are on this machine.
      LINK_PREVIEW_UNSAFE_ALLOW_LOOPBACK: "true",
      PUSH_UNSAFE_ALLOW_LOOPBACK: "true",
      ...(host && publicUrl && { PLAZA_HOST: host, PLAZA_PUBLIC_URL: publicUrl }),
      ...environment,
    };
    this.#config = { ...configFromEnvironment(), dataFolder, apiPort, databasePort, publicUrl };
  }

  static async make(options: StackOptions = {}): Promise<EmbeddedStack> {
    const dataFolder = mkdtempSync(join(tmpdir(), "plaza-stack-"));
    chmodSync(dataFolder, 0o755); // Postgres, under its own account, has to get through
    const [apiPort, databasePort] = (await freePorts(2)) as [number, number];
    return new EmbeddedStack(dataFolder, apiPort, databasePort, options);
  }

  /** Starts it and waits until it is ready. Rejects with what it printed when it ends instead. */
  async start(): Promise<void> {
    const child = this.fork("start", ...(this.#verbose ? [] : ["--quiet"]));
    this.#process = child;
    const outcome = await Promise.race([
      once(child, "message").then(([message]) => message),
      once(child, "exit").then(([code]) => `exit code ${code}`),
    ]);
    if (outcome !== "ready") throw new Error(`The stack did not start (${outcome}):\n${this.output}`);
  }

  /** Runs a command of the CLI on this stack; its output is collected in `output`. */
  fork(...args: string[]): ChildProcess {
    const child = fork(this.#cli, args, {
      env: { ...process.env, ...this.environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (this.output += chunk));
    return child;
  }

  /** How to reach it; secrets included. */
  get values(): ReturnType<typeof connectionValues> {
    return connectionValues(this.#config, this.#secrets);
  }

  /** Its database, as the superuser: what an operator does. */
  get superuserUrl(): string {
    return databaseUrls(this.#config, this.#secrets).admin;
  }

  get #secrets(): Secrets {
    const secrets = readSecrets(this.dataFolder);
    if (!secrets) throw new Error("The stack has never been started.");
    return secrets;
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
