import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../local/stack/ports.ts";
import { answers } from "../../local/stack/wait.ts";

const program = fileURLToPath(new URL("../../media-worker/main.ts", import.meta.url));

export interface WorkerProcess {
  /** What it has logged. */
  readonly log: string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Where objects and functions would be: the worker asks for it at its start, and no test that uses this needs it. */
const storage = {
  FUNCTIONS_URL: "http://127.0.0.1:9/functions/v1",
  S3_ENDPOINT: "http://127.0.0.1:9/s3",
  S3_REGION: "local",
  S3_BUCKET: "media",
  S3_ACCESS_KEY_ID: "unused",
  S3_SECRET_ACCESS_KEY: "unused",
  MEDIA_BASE_URL: "http://127.0.0.1:9/s3/media/public",
  MEDIA_URL_SECRET: "of no medium, and long enough to sign with",
};

/** Starts the real worker in a process of its own and waits until it serves. */
export async function startWorkerProcess(environment: Record<string, string>): Promise<WorkerProcess> {
  const [port] = (await freePorts(1)) as [number];
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, WORKER_PORT: String(port), ...storage, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (log += chunk));
  const exited = once(child, "exit");
  const died = exited.then(([code]) => {
    throw new Error(`The worker ended (${code}):\n${log}`);
  });
  died.catch(() => {});
  await Promise.race([answers(`http://127.0.0.1:${port}/health`), died]);
  return {
    get log() {
      return log;
    },
    async kill(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
