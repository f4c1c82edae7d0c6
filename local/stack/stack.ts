import { dirname, join } from "node:path";
import { hasFfmpeg } from "../../media-worker/confined/has-ffmpeg.ts";
import { watchFolders } from "../functions/watch-folders.ts";
import { initialiseCluster, isInitialised } from "../postgres/cluster.ts";
import { projectFolder, type StackConfig } from "./config.ts";
import { Part, type PartDefinition } from "./part.ts";
import { clusterOf, databaseUrls, gatewayPart, type InternalPorts, postgresPart, servicePartsOf } from "./parts.ts";
import { freePorts, isPortFree } from "./ports.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { makePrivate } from "./private-folders.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { readOrMakeSecrets, type Secrets } from "./secrets.ts";
import { StartError } from "./start-error.ts";
import { endOrphans, readState, removeState, type StackState, writeState } from "./state.ts";

export interface StackOptions {
  config: StackConfig;
  /** Progress and incidents, a line each. */
  say(line: string): void;
  /** Shows the terminal what functions print and, unless it is quiet, one line a request. */
  show?(line: string): void;
  isQuiet?: boolean;
}

/** The whole embedded platform: Postgres, then everything on it, then the gateway in front. */
export class Stack {
  readonly #config: StackConfig;
  readonly #say: (line: string) => void;
  readonly #show: (line: string) => void;
  readonly #isQuiet: boolean;
  readonly #warnings: string[] = [];
  readonly #parts: Part[] = [];
  readonly #watchers: { close(): void }[] = [];
  /** The data folder's state file is ours, not that of a stack which we found running. */
  #isOwner = false;
  #ready = false;
  #stopped: Promise<void> | undefined;

  constructor(options: StackOptions) {
    this.#config = options.config;
    this.#say = options.say;
    this.#show = options.show ?? (() => {});
    this.#isQuiet = options.isQuiet ?? false;
  }

  /** What works less than it should, and what to do about it. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Brings up Postgres with everything migrated and seeded, and nothing else. */
  async startDatabase(): Promise<Secrets> {
    const config = this.#config;
    await this.#takeOver();
    await requireFree(config.apiPort, config.host, "API", "PLAZA_API_PORT");
    await requireFree(config.databasePort, "127.0.0.1", "database", "PLAZA_DB_PORT");
    makePrivate(config.dataFolder);
    const secrets = readOrMakeSecrets(config.dataFolder);
    this.#isOwner = true;
    this.#saveState();
    const cluster = clusterOf(config, secrets);
    if (!isInitialised(cluster)) {
      this.#say("creating the database");
      await initialiseCluster(cluster);
    }
    this.#say("starting Postgres");
    await this.#startPart(postgresPart(config, secrets));
    const passwords = { postgres: config.databasePassword, authenticator: secrets.authenticatorPassword };
    await prepareDatabase(databaseUrls(config, secrets), passwords, this.#say, config.limits);
    return secrets;
  }

  async start(): Promise<void> {
    const config = this.#config;
    const secrets = await this.startDatabase();
    const ports = await internalPorts(config);
    this.#say(`starting REST, Realtime, S3, the worker and ${config.functions.length} function(s)`);
    const [canConvert] = await Promise.all([
      hasFfmpeg(),
      ...servicePartsOf(config, secrets, ports, this.#show).map((definition) => this.#startPart(definition)),
    ]);
    if (!canConvert) this.#warnings.push(ffmpegIsMissing);
    this.#say("starting the gateway");
    await this.#startPart(gatewayPart(config, secrets, ports, this.#isQuiet ? undefined : this.#show));
    if (config.watchFunctions) this.#watch();
    this.#ready = true;
    this.#saveState();
  }

  /** Stops the parts in the reverse of their order, Postgres last. Safe to call twice and in the middle of a start. */
  async stop(): Promise<void> {
    await this.#stopParts();
    if (this.#isOwner) removeState(this.#config.dataFolder);
  }

  /** Stops for another stack of this process, which takes the data folder over: to nobody else is it free meanwhile. */
  async stopForNext(): Promise<void> {
    await this.#stopParts();
    this.#ready = false;
    if (this.#isOwner) writeState(this.#config.dataFolder, this.#state());
  }

  #stopParts(): Promise<void> {
    this.#stopped ??= (async () => {
      for (const watcher of this.#watchers) watcher.close();
      const [postgres, ...others] = this.#parts;
      await Promise.all(others.map((part) => part.stop()));
      await postgres?.stop();
    })();
    return this.#stopped;
  }

  /** Refuses to run twice on the same data, and ends what a killed supervisor has left behind. */
  async #takeOver(): Promise<void> {
    const earlier = readState(this.#config.dataFolder);
    if (!earlier) return;
    if (isRunning(earlier.supervisor)) {
      if (earlier.supervisor.pid === process.pid) return;
      throw new StartError(
        `Plaza is already running here (process ${earlier.supervisor.pid}, http://127.0.0.1:${earlier.apiPort}). See "npm run status" or "npm run stop".`,
      );
    }
    this.#say("cleaning up after a start that was killed");
    await endOrphans(earlier);
  }

  async #startPart(definition: PartDefinition): Promise<void> {
    const logFolder = join(this.#config.dataFolder, "logs");
    const part = new Part(definition, { logFolder, say: this.#say, changed: () => this.#saveState() });
    this.#parts.push(part);
    await part.start();
  }

  #watch(): void {
    const shared = join(projectFolder, "functions/_shared");
    for (const { name, entrypoint } of this.#config.functions) {
      const part = this.#parts.find((candidate) => candidate.name === `functions/${name}`);
      this.#watchers.push(watchFolders([shared, dirname(entrypoint)], () => part?.restart()));
    }
  }

  #state(): StackState {
    const parts = this.#parts.map((part) => [part.name, part.identity]).filter(([, identity]) => identity);
    return {
      supervisor: identify(process.pid) as ProcessIdentity,
      parts: Object.fromEntries(parts),
      apiPort: this.#config.apiPort,
      databasePort: this.#config.databasePort,
      ready: this.#ready,
      warnings: this.#warnings,
    };
  }

  #saveState(): void {
    if (this.#stopped) return;
    try {
      writeState(this.#config.dataFolder, this.#state());
    } catch (error) {
      // On a full disk a part that ended has to come back all the same.
      if (!this.#ready) throw error;
      this.#say(`what runs cannot be written down: ${(error as Error).message}`);
    }
  }
}

const ffmpegIsMissing =
  'Videos and sound cannot be converted: ffmpeg 5 or newer is missing. "npm exec node scripts/install-system-packages.ts" installs it.';

async function requireFree(port: number, host: string, use: string, variable: string): Promise<void> {
  if ((await isPortFree(port)) && (await isPortFree(port, host))) return;
  const where = host === "127.0.0.1" ? `Port ${port}` : `Port ${port} of ${host} (PLAZA_HOST)`;
  throw new StartError(
    `${where}, where the ${use} should listen, is taken by another program. Stop that program, or choose another port with ${variable}.`,
  );
}

async function internalPorts(config: StackConfig): Promise<InternalPorts> {
  const names = config.functions.map(({ name }) => name);
  const ports = await freePorts(4 + names.length);
  const next = () => ports.pop() as number;
  const functions = Object.fromEntries(names.map((name) => [name, next()]));
  return { rest: next(), realtime: next(), s3: next(), worker: next(), functions };
}
