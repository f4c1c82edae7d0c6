import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Outcome, Plan, Said } from "./load.ts";

/** The process of the clients. */
export class Generator {
  readonly #child: ChildProcess = fork(new URL("load.ts", import.meta.url), { serialization: "advanced" });

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Runs a plan; `onStart` is called when everybody has joined and the first message leaves. */
  run(plan: Omit<Plan, "run">, onStart = () => {}): Promise<Outcome & { run: string }> {
    const run = randomBytes(4).toString("hex");
    this.#child.send({ ...plan, run } satisfies Plan);
    return new Promise((resolve, reject) => {
      const settle = () => this.#child.off("message", heed).off("exit", ended);
      const heed = (said: Said) => {
        if ("started" in said) return onStart();
        settle();
        if ("outcome" in said) resolve({ ...said.outcome, run });
        else reject(new Error(said.error));
      };
      const ended = () => {
        settle();
        reject(new Error("The process of the clients has ended."));
      };
      this.#child.on("message", heed).once("exit", ended);
    });
  }

  stop(): void {
    this.#child.kill();
  }
}
