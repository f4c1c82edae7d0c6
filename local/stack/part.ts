import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LogFile } from "./log-file.ts";
import { printable, readLines } from "./output-lines.ts";
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
  /** The stack starts without it too, waits only a while for it, and goes on trying. */
  isOptional?: boolean;
  /** Shows the terminal what it prints. */
  show?(line: string): void;
}

const firstDelayMs = 100;
const maxDelayMs = 10_000;
const attemptDelayMs = 500;
const optionalPatienceMs = 10_000;
/** A part that has lived this long is healthy: its next crash is restarted without delay. */
const healthyAfterMs = 30_000;

/** Runs a part, keeps its log, and starts it again whenever it ends by itself. */
export class Part {
  readonly name: string;
  readonly #definition: PartDefinition;
  readonly #say: (line: string) => void;
  readonly #changed: () => void;
  readonly #log: LogFile;
  #child: ChildProcess | undefined;
  #stopping = false;
  #delayMs = firstDelayMs;
  /** Ends the wait before the next attempt. */
  #wake = new AbortController();
  /** What it said when it failed: once is enough. */
  #lastFailure: string | undefined;

  constructor(definition: PartDefinition, options: { logFolder: string; say(line: string): void; changed(): void }) {
    this.name = definition.name;
    this.#definition = definition;
    this.#say = options.say;
    this.#changed = options.changed;
    mkdirSync(options.logFolder, { recursive: true, mode: 0o700 });
    this.#log = new LogFile(join(options.logFolder, `${definition.name.replace("/", "-")}.log`));
  }

  get identity(): ProcessIdentity | undefined {
    return this.#child?.pid === undefined ? undefined : identify(this.#child.pid);
  }

  /** Starts the part and waits until it serves; one that is optional may fail and is tried again. */
  async start(): Promise<void> {
    if (this.#definition.isOptional) {
      const started = this.#startOnce().catch(async (error) => {
        await this.#failed(error);
        void this.#revive();
      });
      await Promise.race([started, sleep(optionalPatienceMs, undefined, { ref: false })]);
      return;
    }
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
    // Its output has been read to the end by then, and with it why it ended.
    const ended = once(child, "close").then(([code, signal]) => {
      throw new Error(`${this.name} ended while starting: ${this.#complaint ?? signal ?? `exit code ${code}`}`);
    });
    ended.catch(() => {});
    await Promise.race([this.#definition.ready(), ended]);
    this.#lastFailure = undefined;
    child.once("exit", (code, signal) => this.#ended(code, signal));
    if (child.exitCode !== null || child.signalCode !== null) this.#ended(child.exitCode, child.signalCode);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake.abort();
    await this.#endChild();
    this.#log.close();
  }

  /** Ends the process, and starts it again with what has changed: at once, however often it has failed before. */
  restart(): void {
    this.#delayMs = firstDelayMs;
    this.#lastFailure = undefined;
    this.#wake.abort();
    this.#child?.kill(this.#definition.stopSignal ?? "SIGTERM");
  }

  /** The line in which the process says why it ends. */
  #complaint: string | undefined;

  async #spawn(): Promise<ChildProcess> {
    const child = await this.#definition.spawn();
    this.#child = child;
    this.#complaint = undefined;
    for (const stream of [child.stdout, child.stderr]) if (stream) readLines(stream, (lines) => this.#printed(lines));
    child.once("error", (error) => this.#printed([`error: ${error.message}`]));
    this.#changed();
    return child;
  }

  #printed(lines: string[]): void {
    this.#log.write(`${lines.join("\n")}\n`);
    this.#complaint ??= lines.find((line) => /^(?:error|\w*Error): ./.test(line));
    // While it fails again and again, what it says has been seen.
    if (this.#lastFailure === undefined) for (const line of lines) this.#definition.show?.(printable(line));
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

  async #failed(error: Error): Promise<void> {
    await this.#endChild();
    if (this.#stopping || error.message === this.#lastFailure) return;
    this.#lastFailure = error.message;
    this.#say(`${printable(error.message)} (log: ${this.#log.path}); trying again`);
  }

  async #revive(): Promise<void> {
    while (!this.#stopping) {
      this.#wake = new AbortController();
      await sleep(this.#delayMs, undefined, { signal: this.#wake.signal }).catch(() => {});
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
        await this.#failed(error as Error);
      }
    }
  }
}
