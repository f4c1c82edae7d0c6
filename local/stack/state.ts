import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type ProcessIdentity } from "./process-identity.ts";

/** What a running stack leaves on disk for `status`, `stop` and the next start. Holds no secret. */
export interface StackState {
  supervisor: ProcessIdentity;
  parts: Record<string, ProcessIdentity>;
  apiPort: number;
  databasePort: number;
  ready: boolean;
  /** What works less than it should. */
  warnings: string[];
}

/** What asks a running supervisor for a new database. */
export const resetSignal = "SIGUSR2";

const stateFile = (dataFolder: string) => join(dataFolder, "stack.json");

export function readState(dataFolder: string): StackState | undefined {
  const path = stateFile(dataFolder);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

export function writeState(dataFolder: string, state: StackState): void {
  mkdirSync(dataFolder, { recursive: true });
  const unfinished = `${stateFile(dataFolder)}.new`;
  writeFileSync(unfinished, JSON.stringify(state, null, 2));
  renameSync(unfinished, stateFile(dataFolder));
}

export function removeState(dataFolder: string): void {
  rmSync(stateFile(dataFolder), { force: true });
}

async function end(identity: ProcessIdentity, signal: NodeJS.Signals, patienceMs: number): Promise<void> {
  if (!isRunning(identity)) return;
  process.kill(identity.pid, signal);
  const deadline = Date.now() + patienceMs;
  while (isRunning(identity)) {
    if (Date.now() > deadline) process.kill(identity.pid, "SIGKILL");
    await sleep(50);
  }
}

/** Ends a stack from outside, whether its supervisor still lives or a kill has left its parts alone. */
export async function endStack(dataFolder: string): Promise<"stopped" | "was not running"> {
  const state = readState(dataFolder);
  if (!state) return "was not running";
  await end(state.supervisor, "SIGTERM", 30_000);
  await endOrphans(state);
  removeState(dataFolder);
  return "stopped";
}

/** Ends the parts that outlived a killed supervisor: Postgres with its fast shutdown, which SIGINT is. */
export async function endOrphans(state: Pick<StackState, "parts">): Promise<void> {
  await Promise.all(Object.values(state.parts).map((part) => end(part, "SIGINT", 10_000)));
}
