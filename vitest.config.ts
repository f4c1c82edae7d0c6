import { defineConfig } from "vitest/config";

const slow = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      // The product through its clients, over one stack: embedded, or the one that the environment names.
      {
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: "tests/support/e2e-target.ts",
          setupFiles: "tests/support/check-contract.ts",
          ...slow,
        },
      },
      // Everything that a stranger can reach, tried with what nobody should believe. A stack of its own, without limits.
      {
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          globalSetup: "tests/support/e2e-target.ts",
          ...slow,
          testTimeout: 180_000,
        },
      },
      // The admin console in a browser: its queues are to hold what its own tests have put there.
      {
        test: {
          name: "console",
          include: ["tests/console/**/*.test.ts"],
          globalSetup: "tests/support/e2e-target.ts",
          ...slow,
        },
      },
      // The parts of the embedded stack by themselves, and the workflow around the schema.
      {
        test: {
          name: "parts",
          include: ["tests/{functions,rest,s3,realtime,mail,push,media,workflow,stack,faults}/**/*.test.ts"],
          ...slow,
        },
      },
    ],
  },
});
