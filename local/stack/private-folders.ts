import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** What a stack keeps is its owner's: files are made for nobody else from now on, in this process and in its children. */
export const keepPrivate = (): void => void process.umask(0o077);

/**
 * Closes a data folder to the machine's other accounts, also one that an older Plaza has made. Run as root, Postgres has an
 * account of its own, which passes through the folder and sees no more of it.
 */
export function makePrivate(dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true });
  chmodSync(dataFolder, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const name of ["s3", "inbox", "logs"]) {
    const folder = join(dataFolder, name);
    if (existsSync(folder)) chmodSync(folder, 0o700);
  }
  const state = join(dataFolder, "stack.json");
  if (existsSync(state)) chmodSync(state, 0o600);
}
