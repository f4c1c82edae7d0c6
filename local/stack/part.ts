import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, statSync, truncateSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, type ProcessIdentity } from "./process-identity.ts";

/** One process of the stack. */
export interface PartDefinition {
  name: string;
  spawn(): ChildProcess | Promise<ChildProcess>;
  /** Resolves once it serves; rejects when it does not within its own patience. */
  ready(): Promise<void>;
  /** The signal of its clean shutdown. */
  stopSignal?: NodeJS.Signals;
  /** How often to try at the first start before giving up. */
  attempts?: number;
}

const maxLogBytes = 10 * 1024 * 1024;
const firstDelayMs = 100;
const maxDelayMs = 10_000;
const attemptDelayMs = 500;
/** A part that has lived this long is healthy: its next crash is restarted without delay. */
const healthyAfterMs = 30_000;

/** Runs a part, keeps its log, and starts it again whenever it ends by itself. */
export class Part {
  readonly name: string;
  readonly #definition: PartDefinition;
  readonly #say: (line: string) => void;
  readonly #changed: () => void;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #stopping = false;
  #delayMs = firstDelayMs;

  constructor(definition: PartDefinition, options: { logFolder: string; say(line: string): void; changed(): void }) {
    this.name = definition.name;
    this.#definition = definition;
    this.#say = options.say;
    this.#changed = options.changed;
    mkdirSync(options.logFolder, { recursive: true });
    const path = join(options.logFolder, `${definition.name.replace("/", "-")}.log`);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) truncateSync(path);
    this.#log = createWriteStream(path, { flags: "a" });
  }

  get identity(): ProcessIdentity | undefined {
    return this.#child?.pid === undefined ? undefined : identify(this.#child.pid);
  }

  /** Starts the part and waits until it serves. */
  async start(): Promise<void> {
    for (let left = this.#definition.attempts ?? 1; ; left--) {
      try {
        return await this.#startOnce();
      } catch (error) {
        if (left <= 1 || this.#stopping) throw error;
        await sleep(attemptDelayMs);
      }
    }
  }

  /** A part that ends before it serves fails the start. */
  async #startOnce(): Promise<void> {
    const child = await this.#spawn();
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(
        `${this.name} ended while starting (${signal ?? `exit code ${code}`}). Its log: ${this.#log.path}`,
      );
    });
    ended.catch(() => {});
    await Promise.race([this.#definition.ready(), ended]);
    child.once("exit", (code, signal) => this.#ended(code, signal));
    if (child.exitCode !== null || child.signalCode !== null) this.#ended(child.exitCode, child.signalCode);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#endChild();
    this.#log.end();
  }

  /** Ends the process; supervision starts it again with what has changed. */
  restart(): void {
    this.#child?.kill(this.#definition.stopSignal ?? "SIGTERM");
  }

  async #spawn(): Promise<ChildProcess> {
    const child = await this.#definition.spawn();
    this.#child = child;
    child.stdout?.pipe(this.#log, { end: false });
    child.stderr?.pipe(this.#log, { end: false });
    child.once("error", (error) => this.#log.write(`${error}\n`));
    this.#changed();
    return child;
  }

  async #endChild(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(this.#definition.stopSignal ?? "SIGTERM");
    const impatience = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await exited;
    clearTimeout(impatience);
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping) return;
    this.#say(`${this.name} ended (${signal ?? `exit code ${code}`}); starting it again`);
    void this.#revive();
  }

  async #revive(): Promise<void> {
    while (!this.#stopping) {
      await sleep(this.#delayMs);
      this.#delayMs = Math.min(this.#delayMs * 2, maxDelayMs);
      if (this.#stopping) return;
      try {
        await this.#startOnce();
        this.#say(`${this.name} is back`);
        setTimeout(() => {
          this.#delayMs = firstDelayMs;
        }, healthyAfterMs).unref();
        return;
      } catch (error) {
        await this.#endChild();
        if (!this.#stopping) this.#say(`${(error as Error).message}; trying again`);
      }
    }
  }
}
