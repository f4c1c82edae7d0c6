import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";

/** An editor writes a file in several steps: wait until it has finished. */
const settleMs = 150;

function foldersBelow(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inside.flatMap(({ name }) => foldersBelow(join(folder, name)))];
  } catch {
    return []; // it has gone meanwhile
  }
}

/**
 * Calls back after a change anywhere in the folders. Each folder is watched by itself: Node's recursive watch keeps to a
 * file that has been replaced (git checkout, an editor's safe write) and never hears of the new one.
 */
export function watchFolders(folders: string[], changed: () => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;

  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  function update(): void {
    const wanted = new Set(folders.flatMap(foldersBelow));
    for (const folder of watchers.keys()) if (!wanted.has(folder)) forget(folder);
    for (const folder of wanted) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, settle);
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
    }
  }
  function settle(event?: string, name?: string | null): void {
    // A folder itself was removed or renamed: another may take its name.
    if (event === "rename" && name)
      for (const folder of watchers.keys()) if (folder.endsWith(`/${name}`)) forget(folder);
    clearTimeout(timer);
    timer = setTimeout(() => {
      update();
      changed();
    }, settleMs);
  }

  update();
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
