import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createClient } from "@supabase/supabase-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LogFile } from "../../local/stack/log-file.ts";
import { printable, readLines } from "../../local/stack/output-lines.ts";
import { EmbeddedStack } from "../support/embedded-stack.ts";

describe("a log", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plaza-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("never grows beyond two files of its limit, keeps the newest lines, and is its owner's alone", () => {
    const path = join(folder, "part.log");
    const log = new LogFile(path, 10_000);
    for (let n = 0; n < 1_000; n++) log.write(`line ${n} of a part that talks for ever and ever, whoever listens\n`);
    log.close();
    const sizes = [path, `${path}.1`].map((each) => statSync(each).size);
    for (const size of sizes) expect(size).toBeLessThan(10_100);
    expect(readFileSync(path, "utf8")).toContain("line 999 of");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is continued by the next start", () => {
    const path = join(folder, "part.log");
    for (const text of ["one\n", "two\n"]) {
      const log = new LogFile(path);
      log.write(text);
      log.close();
    }
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  });

  test("on a full disk loses lines and does no harm", () => {
    const path = join(folder, "full.log");
    symlinkSync("/dev/full", path);
    const log = new LogFile(path);
    expect(() => log.write("lost\n")).not.toThrow();
    expect(() => log.write("lost too\n")).not.toThrow();
    log.close();
  });
});

test("a line of a megabyte is cut, and says how long it was; others are whole, however they arrive", async () => {
  const stream = new PassThrough();
  const seen: string[] = [];
  readLines(stream, (lines) => seen.push(...lines));
  for (const chunk of ["fir", "st\nsec", "ond\n", "x".repeat(600_000), "x".repeat(400_000), "\nlast"])
    stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  expect(seen).toEqual(["first", "second", `${"x".repeat(2_000)} … (1000000 characters)`, "last"]);
});

test("what a client has sent cannot steer the terminal that shows it", () => {
  expect(printable("a\u001b[2Jb\rc\u202ed\te")).toBe("a\\u{1b}[2Jb\\u{d}c\\u{202e}d\te");
});

describe("a stack", () => {
  let stack: EmbeddedStack;
  beforeAll(async () => {
    stack = await EmbeddedStack.make();
    // A disk that is full for this part's log.
    mkdirSync(join(stack.dataFolder, "logs"));
    symlinkSync("/dev/full", join(stack.dataFolder, "logs/realtime.log"));
    await stack.start();
  });
  afterAll(() => stack.discard());

  test("does not end because a log cannot be written", async () => {
    process.kill(stack.processes.parts.realtime as number, "SIGKILL");
    await expect.poll(() => stack.output).toContain("realtime is back");
    expect((await fetch(`${stack.values.API_URL}/health`)).status).toBe(200);
  });

  test("writes no more of a refused argument into its logs than a line holds", async () => {
    const sizeOf = (name: string) => statSync(join(stack.dataFolder, "logs", name)).size;
    const logs = () => readdirSync(join(stack.dataFolder, "logs")).reduce((sum, name) => sum + sizeOf(name), 0);
    const client = createClient(stack.values.API_URL, stack.values.SECRET_KEY);
    const before = logs();
    const { status } = await client.rpc("get_post", { post_id: "x".repeat(900_000) });
    expect(status).toBeGreaterThanOrEqual(400);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(logs() - before).toBeLessThan(20_000);
  });
});
