import { fileURLToPath } from "node:url";

/** The project that the commands of this folder work on. */
export const repositoryFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a command so that a refusal is one message and exit code 1, without a stack trace. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
