/**
 * `node local/plaza.mjs <command>`: says in one line why the commands could not even be read. Any Node since 14 reads this
 * file; cli.ts is TypeScript, which the pinned Node of package.json runs.
 */
import { unreadable } from "./unreadable.mjs";

const reason = unreadable();
if (reason) {
  console.error(`\n  ${reason}\n`);
  process.exit(1);
}
await import("./cli.ts");
