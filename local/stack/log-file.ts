import { closeSync, fchmodSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

const maxBytes = 10 * 1024 * 1024;

/**
 * A part's log. Two files bound it, the one being written and `<name>.1` before it, so that nothing a client sends fills
 * a disk. Where the disk is full already, lines are lost and nothing else happens.
 */
export class LogFile {
  readonly path: string;
  readonly #maxBytes: number;
  #file: number | undefined;
  #size = 0;

  constructor(path: string, limit = maxBytes) {
    this.path = path;
    this.#maxBytes = limit;
  }

  write(text: string): void {
    try {
      if (this.#size > this.#maxBytes) this.#rotate();
      this.#size += writeSync(this.#open(), text);
    } catch (error) {
      this.close();
      if (!isDiskTrouble(error)) throw error;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    if (this.#file === undefined) {
      this.#file = openSync(this.path, "a", 0o600);
      const { size, mode } = fstatSync(this.#file);
      if ((mode & 0o777) === 0o644) fchmodSync(this.#file, 0o600); // an older Plaza has made it
      this.#size = size;
    }
    return this.#file;
  }

  #rotate(): void {
    this.close();
    renameSync(this.path, `${this.path}.1`);
  }
}

/** Anything that the system says of the file; a mistake of ours has no such code. */
const isDiskTrouble = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException).errno === "number";
