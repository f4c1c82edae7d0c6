import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that can be recognised later: a bare process id may belong to somebody else by then. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** When a process started, in the system's own words; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const [, afterName = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\)(?=[^)]*$)/);
      const fields = afterName.trim().split(" ");
      // A zombie has ended; it only waits for its parent to notice. (Fields 3, state, and 22, starttime, of proc(5).)
      return fields[0] === "Z" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export const isRunning = (identity: ProcessIdentity): boolean => startTime(identity.pid) === identity.startedAt;
