import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../stack/config.ts";

/** An editor writes a file in several steps: wait until it has finished. */
const settleMs = 150;

/** Calls back after a change in a function's folder or in what all functions share. */
export function watchFunction(name: string, changed: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMs);
  };
  const watchers: FSWatcher[] = ["_shared", name].map((folder) =>
    watch(join(projectFolder, "functions", folder), { recursive: true }, settle),
  );
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
