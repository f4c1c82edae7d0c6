import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Outcome, Plan } from "./load.ts";

/** The process of the clients. */
export class Generator {
  readonly #child: ChildProcess = fork(new URL("load.ts", import.meta.url), { serialization: "advanced" });

  get pid(): number {
    return this.#child.pid as number;
  }

  async run(plan: Omit<Plan, "run">): Promise<Outcome & { run: string }> {
    const run = randomBytes(4).toString("hex");
    this.#child.send({ ...plan, run } satisfies Plan);
    const ended = new AbortController();
    const [answer] = (await Promise.race([
      once(this.#child, "message", { signal: ended.signal }),
      once(this.#child, "exit", { signal: ended.signal }),
    ])) as [{ outcome: Outcome; error?: string } | number | null];
    ended.abort();
    if (typeof answer !== "object" || !answer?.outcome)
      throw new Error(`The clients failed: ${JSON.stringify(answer)}`);
    return { ...answer.outcome, run };
  }

  stop(): void {
    this.#child.kill();
  }
}
