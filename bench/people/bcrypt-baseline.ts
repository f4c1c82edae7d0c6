/** Run by Deno: prints the milliseconds of `times` comparisons with a hash as a JSON array. */
import bcrypt from "bcryptjs";

const [times, hash, password] = process.argv.slice(2) as [string, string, string];
const durations: number[] = [];
for (let turn = -5; turn < Number(times); turn++) {
  const start = performance.now();
  await bcrypt.compare(password, hash);
  if (turn >= 0) durations.push(performance.now() - start);
}
console.log(JSON.stringify(durations));
