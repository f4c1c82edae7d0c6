import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const listening = "0A";

/** The loopback TCP ports on which a process listens, as Linux knows them (proc(5), /proc/net/tcp). */
export function listeningPorts(pid: number): number[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  return readFileSync(`/proc/${pid}/net/tcp`, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      return state === listening && sockets.has(inode) ? Number.parseInt(local.split(":")[1] as string, 16) : [];
    });
}
