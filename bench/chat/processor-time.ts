import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const ticks = 100;

interface Process {
  pid: number;
  parent: number;
  /** Seconds, ended children included. */
  seconds: number;
  title: string;
}

function allProcesses(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      const title = readFileSync(`/proc/${name}/cmdline`, "latin1");
      const time = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      return [{ pid: Number(name), parent: Number(fields[1]), seconds: time / ticks, title }];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

/** The processor time so far of each part, its children included; of Postgres the walsender, which feeds Realtime, apart. */
export function processorTime(parts: Record<string, number>): Record<string, number> {
  const processes = allProcesses();
  const times: Record<string, number> = {};
  for (const [name, pid] of Object.entries(parts)) {
    for (const process of processes) {
      if (process.pid !== pid && process.parent !== pid) continue;
      const part = process.title.includes("walsender") ? `${name} walsender` : name;
      times[part] = (times[part] ?? 0) + process.seconds;
    }
  }
  return times;
}

/** Microseconds a message of each part between two readings. */
export const costOfEach = (before: Record<string, number>, after: Record<string, number>, messages: number) =>
  Object.entries(after)
    .map(([name, time]) => ({ name, microseconds: ((time - (before[name] ?? 0)) * 1e6) / messages }))
    .filter(({ microseconds }) => microseconds >= 1);
