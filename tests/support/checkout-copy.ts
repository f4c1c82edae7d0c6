import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const thisCheckout = fileURLToPath(new URL("../..", import.meta.url));
const whatRuns = ["client", "functions", "local", "media-worker", "supabase", "package.json"];

/** A copy of what this checkout runs, in a folder with a space in its path, to be changed at will. */
export class CheckoutCopy {
  readonly folder: string;

  constructor() {
    const base = mkdtempSync(join(tmpdir(), "plaza-checkout-"));
    chmodSync(base, 0o755); // Postgres, under its own account, has to get through
    this.folder = join(base, "my app (1)");
    for (const name of whatRuns) {
      cpSync(join(thisCheckout, name), join(this.folder, name), {
        recursive: true,
        filter: (path) => !/\/supabase\/\.(temp|branches)$/.test(path),
      });
    }
    symlinkSync(join(thisCheckout, "node_modules"), join(this.folder, "node_modules"));
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  discard(): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}
