import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../local/stack/ports.ts";

/** A server under test in its own process, and what the kernel knows of it. */
export interface ServerProcess {
  port: number;
  /** Resident memory in bytes. */
  memory(): number;
  /** Processor time used so far, in seconds. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Clock ticks a second in /proc; 100 on every Linux that Node runs on. */
const ticks = 100;

export async function startServer(program: string, environment: Record<string, string>): Promise<ServerProcess> {
  const [port] = (await freePorts(1)) as [number];
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
    env: { ...process.env, PORT: String(port), REALTIME_PORT: String(port), ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  // Whatever ends the bench ends what it measures.
  process.once("exit", () => child.kill("SIGKILL"));
  await listening(child, port);
  return {
    port,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
    cpu() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) / ticks;
    },
    async stop() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error("The server ended while starting.");
}
